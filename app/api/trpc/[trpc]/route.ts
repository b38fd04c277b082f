import { fetchRequestHandler } from '@trpc/server/adapters/fetch';
import { createContext } from '#server/trpc/context.ts';
import { responseMeta } from '#server/trpc/init.ts';
import { appRouter } from '#server/trpc/root.ts';

// The same router with the same guards, for when Next runs by itself. An instance's front answers these requests before Next.
function answer(req: Request): Promise<Response> {
  if (req.method === 'POST' && !/^application\/json\s*(;|$)/i.test(req.headers.get('content-type') ?? '')) {
    return Promise.resolve(Response.json({ error: { message: 'The request must be JSON', code: -32_015 } }, { status: 415 }));
  }
  return fetchRequestHandler({
    endpoint: '/api/trpc',
    router: appRouter,
    req,
    maxBatchSize: 10,
    responseMeta,
    createContext: ({ resHeaders }) =>
      createContext({
        method: req.method,
        header: (name) => req.headers.get(name) ?? undefined,
        setCookie: (value) => resHeaders.append('set-cookie', value),
      }),
  });
}

export { answer as GET, answer as POST };
