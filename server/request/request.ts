import type { IncomingMessage, ServerResponse } from 'node:http';
import { clientOf } from './client-address.ts';

/** Request data that both tRPC procedures and REST endpoints read. */
export interface ClientRequest {
  method: string;
  /** The client's IP address, or '' if the address is unknown. */
  address: string;
  header(name: string): string | undefined;
  /** Adds a Set-Cookie header; `value` includes the cookie's attributes. */
  setCookie(value: string): void;
}

export function toClientRequest(req: IncomingMessage, res: ServerResponse): ClientRequest {
  const { client, isProxy } = clientOf(req);
  // Accepts X-Forwarded-Host, the host that the client requested, only from a trusted proxy.
  const forwardedHost = isProxy ? headerOf(req, 'x-forwarded-host') : undefined;
  return {
    method: req.method ?? 'GET',
    address: client,
    header: (name) => (name === 'host' ? forwardedHost : undefined) ?? headerOf(req, name),
    setCookie: (value) => void res.appendHeader('set-cookie', value),
  };
}

/** Joins repeated values of a header with commas. */
export function headerOf(
  { headers }: Pick<IncomingMessage, 'headers'>,
  name: string,
): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value.join(', ') : value;
}
