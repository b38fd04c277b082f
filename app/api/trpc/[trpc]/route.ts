import { fetchRequestHandler } from '@trpc/server/adapters/fetch';
import { createContext } from '#server/trpc/context.ts';
import { asTrpcAnswer, refusedEarly } from '#server/trpc/early.ts';
import { responseMeta } from '#server/trpc/init.ts';
import { appRouter } from '#server/trpc/root.ts';

const endpoint = '/api/trpc';

// The same router with the same guards, for when Next runs by itself. An instance's front answers these requests before Next.
function answer(req: Request): Promise<Response> {
  const path = new URL(req.url).pathname.slice(endpoint.length + 1);
  const isJson = /^application\/json\s*(;|$)/i.test(req.headers.get('content-type') ?? '');
  const refusal = refusedEarly({ method: req.method, path, isJson });
  if (refusal !== null) {
    const { status, body } = asTrpcAnswer(refusal, path);
    return Promise.resolve(Response.json(body, { status, headers: { 'cache-control': 'no-store' } }));
  }
  return fetchRequestHandler({
    endpoint,
    router: appRouter,
    req,
    maxBatchSize: 10,
    responseMeta,
    createContext: ({ resHeaders }) =>
      createContext({
        method: req.method,
        address: req.headers.get('x-forwarded-for') ?? '',
        header: (name) => req.headers.get(name) ?? undefined,
        setCookie: (value) => resHeaders.append('set-cookie', value),
      }),
  });
}

export { answer as GET, answer as POST };
