import NextAuth from 'next-auth';
import { authOptions } from '#server/account/next-auth.ts';
import { httpStatusOf, Refusal, toProblem } from '#server/errors.ts';
import { problemHeaders } from '#server/front/http.ts';
import { log } from '#server/log.ts';

interface RouteContext {
  params: Promise<{ nextauth: string[] }>;
}

// next-auth takes its options in this form; its types do not say so.
type Handler = (req: Request, ctx: RouteContext, options: ReturnType<typeof authOptions>) => Promise<Response>;
const handle = NextAuth as unknown as Handler;

// Options are read at each request: the build has no environment.
async function answer(req: Request, ctx: RouteContext): Promise<Response> {
  const refusals: Refusal[] = [];
  const response = await handle(
    req,
    ctx,
    authOptions((refusal) => refusals.push(refusal)),
  );
  const [refusal = unanswered(response, (await ctx.params).nextauth)] = refusals;
  return refusal === undefined ? response : problemOf(refusal);
}

/** What next-auth makes nothing of, and says so in a text of its own: a provider that there is not, above all. */
function unanswered({ status, headers }: Response, [action]: string[]): Refusal | undefined {
  if (status !== 400 || !(headers.get('content-type') ?? '').startsWith('text/plain')) return undefined;
  if (action === 'callback') return new Refusal('NOT_FOUND', {});
  return new Refusal('BAD_INPUT', { issues: [{ path: '', message: 'not a request that sign-in understands' }] });
}

function problemOf(refusal: Refusal): Response {
  if (refusal.code === 'INTERNAL') log.error({ err: refusal.cause }, 'a sign-in failed');
  return Response.json(toProblem(refusal), { status: httpStatusOf(refusal.code), headers: problemHeaders(refusal) });
}

export { answer as GET, answer as POST };
