import type { IncomingMessage } from 'node:http';
import { type BlockList, isIP } from 'node:net';
import { canonicalAddress } from '../rate-limit/ip-network.ts';
import { env } from '../config/env.ts';

export interface Client {
  /** The client's IP address, from X-Forwarded-For if a trusted proxy sent the request. */
  client: string;
  /** True if the connection comes from a trusted proxy. */
  isProxy: boolean;
}

/**
 * Reads X-Forwarded-For from the right, because each proxy appends the address of its peer. Stops
 * at the first address that is not a trusted proxy, because the client can forge all earlier
 * entries. Stops before a malformed entry, which the package proxy-addr would return.
 */
export function clientOf(
  {
    socket,
    headers,
  }: Pick<IncomingMessage, 'headers'> & { socket: { remoteAddress?: string | undefined } },
  proxies: BlockList | undefined = env().TRUSTED_PROXIES,
): Client {
  const sender = canonicalAddress(socket.remoteAddress ?? '') ?? '';
  const isTrusted = (address: string) =>
    proxies !== undefined &&
    address !== '' &&
    proxies.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
  const entries = [headers['x-forwarded-for'] ?? []].flat().join(',').split(',');
  let client = sender;
  while (isTrusted(client)) {
    const before = canonicalAddress(entries.pop()?.trim() ?? '');
    if (before === null) break;
    client = before;
  }
  return { client, isProxy: isTrusted(sender) };
}
