import type { IncomingMessage, ServerResponse } from 'node:http';
import { createHTTPHandler } from '@trpc/server/adapters/standalone';
import { Refusal, titleOf, httpStatusOf } from '../errors.ts';
import { responseMeta } from '../trpc/init.ts';
import { createContext } from '../trpc/context.ts';
import { appRouter } from '../trpc/root.ts';
import { bodyBytesMax, isJson, sendJson } from './http.ts';

export const trpcPath = '/api/trpc/';
const batchSizeMax = 10;

const handle = createHTTPHandler({
  router: appRouter,
  basePath: trpcPath,
  maxBatchSize: batchSizeMax,
  maxBodySize: bodyBytesMax,
  responseMeta,
  createContext: ({ req, res }) =>
    createContext({
      method: req.method ?? 'GET',
      header: (name) => headerOf(req, name),
      setCookie: (value) => void res.appendHeader('set-cookie', value),
    }),
});

function headerOf({ headers }: IncomingMessage, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value.join(', ') : value;
}

/** Answers a tRPC request. tRPC would run a mutation that comes as a form, which any site can send: JSON only. */
export function answerTrpc(req: IncomingMessage, res: ServerResponse): void {
  if (req.method === 'POST' && !isJson(req)) {
    req.resume();
    refuseInTrpcForm(res, new Refusal('NOT_JSON', {}));
  } else handle(req, res);
}

function refuseInTrpcForm(res: ServerResponse, refusal: Refusal): void {
  const httpStatus = httpStatusOf(refusal.code);
  const data = { code: 'UNSUPPORTED_MEDIA_TYPE', httpStatus, refusal: { code: refusal.code, ...refusal.details } };
  sendJson(res, httpStatus, { error: { message: titleOf(refusal.code), code: -32_015, data } });
}
