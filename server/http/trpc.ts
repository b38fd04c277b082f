import type { IncomingMessage, ServerResponse } from 'node:http';
import { requestIdHeader } from '../config/request-id.ts';
import { isRefusal } from '../errors/refusal.ts';
import { createContext } from '../request/context.ts';
import type { Credentials } from '../request/credentials.ts';
import { textOf } from '../request/json.ts';
import { discardBody, isJson, partsOf, readBody } from '../request/messages.ts';
import { toClientRequest } from '../request/request.ts';
import { dispatch, refusalResponse, type TrpcResponse } from '../trpc/dispatch.ts';
import { namesIn, precheck } from '../trpc/precheck.ts';
import { isSubscription, subscribe } from '../trpc/subscription.ts';
import { schedule } from './scheduler.ts';
import { streamEvents } from './subscriptions.ts';

export const trpcPath = '/api/trpc/';

/**
 * Creates the handler of tRPC requests. The handler reads the body before scheduling the calls, so
 * that a slow sender occupies no slot. `commonHeaders` are part of every response of the app server.
 * One writeHead with all headers costs less than setting each header.
 */
export function createTrpcHandler(
  commonHeaders: Readonly<Record<string, string>>,
): (
  id: string,
  req: IncomingMessage,
  res: ServerResponse,
  credentials: Credentials,
) => Promise<void> {
  const common = Object.entries(commonHeaders).flat();
  return async (id, req, res, credentials) => {
    const cookies: string[] = [];
    const setCookie = (value: string) => void cookies.push('set-cookie', value);
    const respond = ({ status, headers, body }: TrpcResponse): void => {
      if (res.headersSent) return void res.destroy();
      const own = Object.entries(headers).flat();
      const length = String(Buffer.byteLength(body));
      const all = [...common, requestIdHeader, id, ...own, ...cookies, 'content-length', length];
      res.writeHead(status, all).end(body);
    };
    const { method = 'GET', url = '', headers, socket } = req;
    const { path: target, query } = partsOf(url);
    const path = target.slice(trpcPath.length);
    try {
      const isBodyJson = isJson(headers['content-type'], headers['content-encoding']);
      precheck({ method, path, isJson: isBodyJson });
      const body = method === 'POST' ? textOf(await readBody(req)) : '';
      const context = createContext({ ...toClientRequest(req, res), setCookie }, credentials);
      const request = { method, path, query, body };
      if (isSubscription(path)) {
        const begin = (end: AbortSignal) =>
          schedule(namesIn(path), { method, socket, credentials }, () =>
            subscribe(request, context, end),
          );
        await stream(begin, res, { ...commonHeaders, [requestIdHeader]: id }, respond);
        return;
      }
      await schedule(namesIn(path), { method, socket, credentials }, async () => {
        if (!res.closed) respond(await dispatch(request, context));
      });
    } catch (error) {
      if (!isRefusal(error)) throw error;
      discardBody(req);
      respond(refusalResponse(error, path));
    }
  };
}

/**
 * Streams a subscription, or responds with its refusal. `begin` occupies a slot of the scheduler
 * only until the first event. The subscription ends with the connection.
 */
async function stream(
  begin: (end: AbortSignal) => ReturnType<typeof subscribe>,
  res: ServerResponse,
  headers: Readonly<Record<string, string>>,
  respond: (response: TrpcResponse) => void,
): Promise<void> {
  const ending = new AbortController();
  res.once('close', () => ending.abort());
  if (res.closed) ending.abort();
  const begun = await begin(ending.signal);
  if ('status' in begun) {
    respond(begun);
    return;
  }
  for (const [name, value] of Object.entries(headers)) res.setHeader(name, value);
  await streamEvents(begun, res);
}
