import type { IncomingMessage, ServerResponse } from 'node:http';
import type { CallerRequest } from '../trpc/context.ts';
import { peerOf } from './peer.ts';

/** A request of node:http as the guards see it, whether tRPC or REST carries it. */
export function callerRequest(req: IncomingMessage, res: ServerResponse): CallerRequest {
  return {
    method: req.method ?? 'GET',
    address: peerOf(req).client,
    header: (name) => {
      const value = req.headers[name];
      return Array.isArray(value) ? value.join(', ') : value;
    },
    setCookie: (value) => void res.appendHeader('set-cookie', value),
  };
}
