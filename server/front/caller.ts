import type { IncomingMessage, ServerResponse } from 'node:http';
import type { CallerRequest } from '../trpc/context.ts';
import { peerOf } from './peer.ts';

/** A request of node:http as the guards see it, whether tRPC or REST carries it. */
export function callerRequest(req: IncomingMessage, res: ServerResponse): CallerRequest {
  const { client, isProxy } = peerOf(req);
  const forwardedHost = isProxy ? req.headers['x-forwarded-host'] : undefined; // the host that the client asked for
  return {
    method: req.method ?? 'GET',
    address: client,
    header: (name) => {
      const value = name === 'host' ? (forwardedHost ?? req.headers.host) : req.headers[name];
      return Array.isArray(value) ? value.join(', ') : value;
    },
    setCookie: (value) => void res.appendHeader('set-cookie', value),
  };
}
