import type { NextRequest } from 'next/server';
import NextAuth from 'next-auth';
import { authOptions, relativeRedirect } from '#server/account/next-auth.ts';
import { toRefusal } from '#server/errors/driver-errors.ts';
import { toProblem } from '#server/errors/problem.ts';
import { httpStatusOf, Refusal } from '#server/errors/refusal.ts';
import { problemHeaders } from '#server/request/messages.ts';
import { log } from '#server/config/log.ts';

interface RouteContext {
  params: Promise<{ nextauth: string[] }>;
}

// Reads the options on each request, because the build has no environment variables.
async function answer(req: NextRequest, ctx: RouteContext): Promise<Response> {
  const refusals: Refusal[] = [];
  try {
    const response: unknown = await NextAuth(
      req,
      ctx,
      authOptions((refusal) => refusals.push(refusal)),
    );
    // Checks for a Response, because next-auth declares no response type.
    if (!(response instanceof Response)) throw new TypeError('next-auth returned no response');
    const [refusal = refusalFor(response, (await ctx.params).nextauth)] = refusals;
    return refusal === undefined ? await withRelativeRedirect(response) : problemOf(refusal);
  } catch (error) {
    return problemOf(toRefusal(error));
  }
}

/**
 * Makes each redirect within this site relative, so that the redirect works behind any host name.
 * The redirect target is in the `location` header or, for scripts, in the `url` field of the body.
 */
async function withRelativeRedirect(response: Response): Promise<Response> {
  const { status, headers } = response;
  const location = headers.get('location');
  if (location !== null) headers.set('location', relativeRedirect(location));
  if (location !== null || headers.get('content-type') !== 'application/json') return response;
  const { url } = (await response.clone().json()) as { url?: string };
  return url === undefined
    ? response
    : Response.json({ url: relativeRedirect(url) }, { status, headers });
}

/**
 * Replaces next-auth's plain-text 400 response with a refusal. The usual cause of a plain-text 400
 * is an unknown provider.
 */
function refusalFor({ status, headers }: Response, [action]: string[]): Refusal | undefined {
  if (status !== 400 || !(headers.get('content-type') ?? '').startsWith('text/plain'))
    return undefined;
  if (action === 'callback') return new Refusal('NOT_FOUND', {});
  return new Refusal('BAD_INPUT', {
    issues: [{ path: '', message: 'next-auth cannot handle this request' }],
  });
}

function problemOf(refusal: Refusal): Response {
  if (refusal.code === 'INTERNAL') log.error({ err: refusal.cause }, 'a sign-in failed');
  return Response.json(toProblem(refusal), {
    status: httpStatusOf(refusal.code),
    headers: problemHeaders(refusal),
  });
}

export { answer as GET, answer as POST };
