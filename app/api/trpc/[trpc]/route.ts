import { toRefusal } from '#server/errors/driver-errors.ts';
import { refuse } from '#server/errors/refusal.ts';
import { createPageContext } from '#server/request/context.ts';
import { textOf } from '#server/request/json.ts';
import { bodyBytesMax, isJson } from '#server/request/messages.ts';
import { dispatch, refusalResponse } from '#server/trpc/dispatch.ts';
import { precheck } from '#server/trpc/precheck.ts';
import { isSubscription, subscribe } from '#server/trpc/subscription.ts';

const trpcPath = '/api/trpc/';

// Answers tRPC calls if Next runs without the app server. In an instance, the app server answers
// tRPC calls before the calls reach Next.
async function answer(req: Request): Promise<Response> {
  const { method, url, headers } = req;
  const { pathname, searchParams: query } = new URL(url);
  const path = pathname.slice(trpcPath.length);
  const cookies = new Headers();
  const header = (name: string) => headers.get(name) ?? undefined;
  const ending = new AbortController();
  const respond = async () => {
    precheck({ method, path, isJson: isJson(header('content-type'), header('content-encoding')) });
    const bytes = Buffer.from(await req.arrayBuffer());
    if (bytes.length > bodyBytesMax) refuse('TOO_LARGE');
    const setCookie = (value: string) => cookies.append('set-cookie', value);
    // Uses an empty client address, because no trusted proxy supplies the address.
    const context = createPageContext({ method, address: '', header, setCookie });
    const request = { method, path, query, body: textOf(bytes) };
    return isSubscription(path)
      ? subscribe(request, context, AbortSignal.any([req.signal, ending.signal]))
      : dispatch(request, context);
  };
  const response = await respond().catch((error: unknown) =>
    refusalResponse(toRefusal(error), path),
  );
  if (!('status' in response)) return streamOf(response, cookies, ending);
  for (const [name, value] of Object.entries(response.headers)) cookies.set(name, value);
  return new Response(response.body, { status: response.status, headers: cookies });
}

function streamOf(
  events: AsyncGenerator<string, void>,
  headers: Headers,
  ending: AbortController,
): Response {
  headers.set('content-type', 'text/event-stream; charset=utf-8');
  headers.set('cache-control', 'no-store');
  const encoder = new TextEncoder();
  const bytes = new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      const { done, value } = await events.next();
      if (done === true) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    cancel: () => ending.abort(),
  });
  return new Response(bytes, { headers });
}

export { answer as GET, answer as POST };
