import type { IncomingMessage } from 'node:http';
import { type BlockList, isIP } from 'node:net';
import { canonicalAddress } from '../rate-limit/ip-network.ts';
import { env } from '../config/env.ts';

/** The origin of a request. */
export interface Client {
  /** The client's IP address, as far as trusted proxies know it. */
  client: string;
  /** Whether the connection comes from a trusted proxy. */
  isProxy: boolean;
}

/**
 * Reads X-Forwarded-For from the right, where each proxy appended its peer, while the writer of an
 * entry is trusted: the client may have invented the rest. A malformed entry ends the walk at the
 * last valid address. (proxy-addr would return the malformed entry itself.)
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
