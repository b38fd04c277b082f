import type { IncomingMessage, ServerResponse } from 'node:http';
import { isRefusal } from '../errors/refusal.ts';
import { createContext } from '../request/context.ts';
import type { Credentials } from '../request/credentials.ts';
import { textOf } from '../request/json.ts';
import { discardBody, isJson, partsOf, readBody, sendText } from '../request/messages.ts';
import { toClientRequest } from '../request/request.ts';
import { dispatch, refusalResponse, type TrpcResponse } from '../trpc/dispatch.ts';
import { namesIn, precheck } from '../trpc/precheck.ts';
import { schedule } from './scheduler.ts';

export const trpcPath = '/api/trpc/';

/** Reads the body before scheduling the calls, so that a slow sender occupies no slot. */
export async function answerTrpc(
  req: IncomingMessage,
  res: ServerResponse,
  credentials: Credentials,
): Promise<void> {
  const { method = 'GET', url = '', headers, socket } = req;
  const { path: target, query } = partsOf(url);
  const path = target.slice(trpcPath.length);
  try {
    const isBodyJson = isJson(headers['content-type'], headers['content-encoding']);
    precheck({ method, path, isJson: isBodyJson });
    const body = method === 'POST' ? textOf(await readBody(req)) : '';
    const context = createContext(toClientRequest(req, res), credentials);
    await schedule(namesIn(path), { method, socket, credentials }, async () => {
      if (!res.closed) send(res, await dispatch({ method, path, query, body }, context));
    });
  } catch (error) {
    if (!isRefusal(error)) throw error;
    discardBody(req);
    send(res, refusalResponse(error, path));
  }
}

function send(res: ServerResponse, { status, headers, body }: TrpcResponse): void {
  sendText(res, status, body, headers);
}
