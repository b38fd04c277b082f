import type { IncomingMessage, ServerResponse } from 'node:http';
import { clientOf } from './client-address.ts';

/** What a procedure may know of the request, whatever carried it. */
export interface ClientRequest {
  method: string;
  /** Where it came from, as an IP address. */
  address: string;
  header(name: string): string | undefined;
  /** Appends one whole Set-Cookie value. */
  setCookie(value: string): void;
}

/** A request of node:http as the guards see it, whether tRPC or REST carries it. */
export function toClientRequest(req: IncomingMessage, res: ServerResponse): ClientRequest {
  const { client, isProxy } = clientOf(req);
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
