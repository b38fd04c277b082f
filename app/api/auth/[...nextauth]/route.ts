import NextAuth from 'next-auth';
import { authOptions } from '#server/account/next-auth.ts';

interface RouteContext {
  params: Promise<{ nextauth: string[] }>;
}

// Options are read at each request: the build has no environment. next-auth takes them in this form; its types do not say so.
const answer = (req: Request, ctx: RouteContext): Promise<Response> =>
  (NextAuth as unknown as (req: Request, ctx: RouteContext, options: ReturnType<typeof authOptions>) => Promise<Response>)(
    req,
    ctx,
    authOptions(),
  );

export { answer as GET, answer as POST };
