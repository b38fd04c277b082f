import type { IncomingMessage, ServerResponse } from 'node:http';
import { clientOf } from './client-address.ts';

/** A request as procedures and endpoints see it, independent of the transport. */
export interface ClientRequest {
  method: string;
  /** The client's IP address; empty if unknown. */
  address: string;
  header(name: string): string | undefined;
  /** Appends one whole Set-Cookie value. */
  setCookie(value: string): void;
}

export function toClientRequest(req: IncomingMessage, res: ServerResponse): ClientRequest {
  const { client, isProxy } = clientOf(req);
  // The host that the client requested.
  const forwardedHost = isProxy ? headerOf(req, 'x-forwarded-host') : undefined;
  return {
    method: req.method ?? 'GET',
    address: client,
    header: (name) => (name === 'host' ? forwardedHost : undefined) ?? headerOf(req, name),
    setCookie: (value) => void res.appendHeader('set-cookie', value),
  };
}

/** Returns one header, with repeated values joined by commas. */
export function headerOf(
  { headers }: Pick<IncomingMessage, 'headers'>,
  name: string,
): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value.join(', ') : value;
}
