import type { NextRequest } from 'next/server';
import NextAuth from 'next-auth';
import { browserOf, deviceCookie } from '#server/account/device-cookie.ts';
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
    const browser = browserOf((name) => req.headers.get(name) ?? undefined);
    const response: unknown = await NextAuth(
      req,
      ctx,
      authOptions((refusal) => refusals.push(refusal), browser),
    );
    // Checks for a Response, because next-auth declares no response type.
    if (!(response instanceof Response)) throw new TypeError('next-auth returned no response');
    const { nextauth } = await ctx.params;
    const [refusal = refusalFor(response, nextauth)] = refusals;
    if (refusal !== undefined) return problemOf(refusal);
    const answered = await withRelativeRedirect(response);
    if (browser.isNew && nextauth[0] === 'callback' && hasSession(answered))
      answered.headers.append('set-cookie', deviceCookie(browser));
    return answered;
  } catch (error) {
    return problemOf(toRefusal(error));
  }
}

/** Returns true if the response signs the browser in. */
const hasSession = ({ headers }: Response): boolean =>
  headers.getSetCookie().some((cookie) => /^[^=]*session-token(\.0)?=[^;]/.test(cookie));

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
