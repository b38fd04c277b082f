import NextAuth from 'next-auth';
import { authOptions } from '#server/account/next-auth.ts';

interface RouteContext {
  params: Promise<{ nextauth: string[] }>;
}

// Read at each request: the build has no environment.
const answer = (req: Request, ctx: RouteContext): Promise<Response> =>
  (NextAuth as unknown as (req: Request, ctx: RouteContext, options: ReturnType<typeof authOptions>) => Promise<Response>)(
    req,
    ctx,
    authOptions(),
  );

export { answer as GET, answer as POST };
