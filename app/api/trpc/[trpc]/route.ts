import { fetchRequestHandler } from '@trpc/server/adapters/fetch';
import { Refusal } from '#server/errors/refusal.ts';
import { bodyBytesMax, isJson } from '#server/request/messages.ts';
import { textOf, unambiguous } from '#server/request/json.ts';
import { createContext } from '#server/request/context.ts';
import { toTrpcResponse, precheck, withOneInput } from '#server/trpc/early.ts';
import { responseMeta } from '#server/trpc/init.ts';
import { appRouter } from '#server/trpc/root.ts';

const endpoint = '/api/trpc';

// The same router with the same guards, for when Next runs by itself. An instance's front answers these requests before Next.
async function answer(req: Request): Promise<Response> {
  const path = new URL(req.url).pathname.slice(endpoint.length + 1);
  const refuse = (refusal: Refusal): Response => {
    const { status, body } = toTrpcResponse(refusal, path);
    return Response.json(body, { status, headers: { 'cache-control': 'no-store' } });
  };
  const { method, headers } = req;
  const sentAs = (name: string) => headers.get(name) ?? undefined;
  const early = precheck({
    method,
    path,
    isJson: isJson(sentAs('content-type'), sentAs('content-encoding')),
  });
  if (early !== null) return refuse(early);
  const sent = method === 'POST' ? Buffer.from(await req.arrayBuffer()) : null;
  if (sent !== null && sent.length > bodyBytesMax) return refuse(new Refusal('TOO_LARGE', {}));
  return fetchRequestHandler({
    endpoint,
    router: appRouter,
    req:
      sent === null
        ? new Request(withOneInput(req.url), { method, headers })
        : new Request(req.url, { method, headers, body: unambiguous(textOf(sent)) }),
    maxBatchSize: 10,
    responseMeta,
    createContext: ({ resHeaders }) =>
      createContext({
        method,
        address: '', // nobody in front whom one could believe
        header: (name) => headers.get(name) ?? undefined,
        setCookie: (value) => resHeaders.append('set-cookie', value),
      }),
  });
}

export { answer as GET, answer as POST };
