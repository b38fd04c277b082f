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

// Each request reads the options: the build has no environment.
async function answer(req: NextRequest, ctx: RouteContext): Promise<Response> {
  const refusals: Refusal[] = [];
  try {
    const response: unknown = await NextAuth(
      req,
      ctx,
      authOptions((refusal) => refusals.push(refusal)),
    );
    // Its types do not say.
    if (!(response instanceof Response)) throw new TypeError('next-auth returned no response');
    const [refusal = refusalFor(response, (await ctx.params).nextauth)] = refusals;
    return refusal === undefined ? await withRelativeRedirect(response) : problemOf(refusal);
  } catch (error) {
    return problemOf(toRefusal(error));
  }
}

/**
 * next-auth redirects to the site's configured address, in a header or, for scripts, as `{url}`.
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

/** The refusal that replaces next-auth's plain-text 400, mostly for an unknown provider. */
function refusalFor({ status, headers }: Response, [action]: string[]): Refusal | undefined {
  if (status !== 400 || !(headers.get('content-type') ?? '').startsWith('text/plain'))
    return undefined;
  if (action === 'callback') return new Refusal('NOT_FOUND', {});
  return new Refusal('BAD_INPUT', {
    issues: [{ path: '', message: 'not a request that sign-in understands' }],
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
