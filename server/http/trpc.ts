import type { IncomingMessage, ServerResponse } from 'node:http';
import { createHTTPHandler } from '@trpc/server/adapters/standalone';
import { isRefusal } from '../errors/refusal.ts';
import { textOf, unambiguous } from '../request/json.ts';
import { createContext } from '../request/context.ts';
import { toTrpcResponse, namesIn, precheck, withOneInput } from '../trpc/early.ts';
import { responseMeta } from '../trpc/init.ts';
import { appRouter } from '../trpc/root.ts';
import { toClientRequest } from '../request/request.ts';
import { schedule } from './scheduler.ts';
import { discardBody, isJson, readBody, sendJson } from '../request/messages.ts';

export const trpcPath = '/api/trpc/';
const batchSizeMax = 10;

const handle = createHTTPHandler({
  router: appRouter,
  basePath: trpcPath,
  maxBatchSize: batchSizeMax,
  responseMeta,
  createContext: ({ req, res }) => createContext(toClientRequest(req, res)),
});

/** Answers a tRPC request. */
export async function answerTrpc(req: IncomingMessage, res: ServerResponse): Promise<void> {
  const path = (req.url ?? '').slice(trpcPath.length).split('?')[0] ?? '';
  try {
    await prepare(req, path);
    await schedule(namesIn(path), req, () => handled(req, res));
  } catch (error) {
    if (!isRefusal(error)) throw error;
    discardBody(req);
    const { status, body } = toTrpcResponse(error, path);
    const wait = error.retryAfterSeconds;
    sendJson(res, status, body, wait === undefined ? {} : { 'retry-after': String(wait) });
  }
}

/** Hands a request to tRPC; settles once the answer's head is written, however slowly the rest is read, or the client has gone. */
function handled(req: IncomingMessage, res: ServerResponse): Promise<void> {
  if (res.closed) return Promise.resolve();
  return new Promise((resolve) => {
    const writeHead = res.writeHead.bind(res) as (...head: unknown[]) => ServerResponse;
    res.writeHead = (...head: unknown[]) => {
      resolve();
      return writeHead(...head);
    };
    res.once('close', resolve);
    handle(req, res);
  });
}

/** Makes a request one that tRPC reads rightly; it would ask who is calling before it found that the body is too large. */
async function prepare(req: IncomingMessage, path: string): Promise<void> {
  const { method = 'GET', headers } = req;
  const refusal = precheck({
    method,
    path,
    isJson: isJson(headers['content-type'], headers['content-encoding']),
  });
  if (refusal !== null) throw refusal;
  delete headers['trpc-accept']; // an answer in one piece: a stream would begin before a call is done
  headers.accept = 'application/json';
  if (method === 'POST') {
    Object.assign(req, { body: unambiguous(textOf(await readBody(req))) });
    headers['content-type'] = 'application/json'; // tRPC minds the case
  } else {
    delete headers['content-type'];
    req.url = withOneInput(req.url ?? '');
    req.method = 'GET'; // a HEAD's answer has no body all the same: node sees to that
  }
}
