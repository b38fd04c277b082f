import { toRefusal } from '#server/errors/driver-errors.ts';
import { refuse } from '#server/errors/refusal.ts';
import { createContext } from '#server/request/context.ts';
import { textOf } from '#server/request/json.ts';
import { bodyBytesMax, isJson } from '#server/request/messages.ts';
import { dispatch, refusalResponse } from '#server/trpc/dispatch.ts';
import { precheck } from '#server/trpc/precheck.ts';

const trpcPath = '/api/trpc/';

// Answers tRPC calls if Next runs without the app server. In an instance, the app server answers
// tRPC calls before the calls reach Next.
async function answer(req: Request): Promise<Response> {
  const { method, url, headers } = req;
  const { pathname, searchParams: query } = new URL(url);
  const path = pathname.slice(trpcPath.length);
  const cookies = new Headers();
  const header = (name: string) => headers.get(name) ?? undefined;
  const respond = async () => {
    precheck({ method, path, isJson: isJson(header('content-type'), header('content-encoding')) });
    const bytes = Buffer.from(await req.arrayBuffer());
    if (bytes.length > bodyBytesMax) refuse('TOO_LARGE');
    const setCookie = (value: string) => cookies.append('set-cookie', value);
    // Uses an empty client address, because no trusted proxy supplies the address.
    const context = createContext({ method, address: '', header, setCookie });
    return dispatch({ method, path, query, body: textOf(bytes) }, context);
  };
  const response = await respond().catch((error: unknown) =>
    refusalResponse(toRefusal(error), path),
  );
  for (const [name, value] of Object.entries(response.headers)) cookies.set(name, value);
  return new Response(response.body, { status: response.status, headers: cookies });
}

export { answer as GET, answer as POST };
