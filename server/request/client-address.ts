import type { IncomingMessage } from 'node:http';
import { type BlockList, isIP } from 'node:net';
import { canonicalAddress } from '../rate-limit/ip-network.ts';
import { env } from '../config/env.ts';

/** The client that sent a request, directly or through proxies. */
export interface Client {
  /** The client's IP address, as the trusted proxies report it. */
  client: string;
  /** True if the connection comes from a trusted proxy. */
  isProxy: boolean;
}

/**
 * Reads X-Forwarded-For from the right, because each proxy appends the address of its peer. Stops
 * at the first address that is not a trusted proxy, because the client can forge all earlier
 * entries. Stops at the last valid address before a malformed entry, where proxy-addr would return
 * the malformed entry itself.
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
