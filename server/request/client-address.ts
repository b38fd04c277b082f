import type { IncomingMessage } from 'node:http';
import { type BlockList, isIP } from 'node:net';
import { canonicalAddress } from '../rate-limit/ip-network.ts';
import { env } from '../config/env.ts';

/** Where a request comes from. */
export interface Client {
  /** The client's IP address, as far as it is known by those whom we believe. */
  client: string;
  /** Whether the other end of the connection is a proxy of ours, so that what it says of the client is believed. */
  isProxy: boolean;
}

/**
 * X-Forwarded-For is read from the right, where each proxy has written whom it saw, for as long as the one who wrote it is trusted.
 * Whatever stands left of that the client may have made up. What is no address ends the walk at the last one who was one.
 */
export function clientOf(
  {
    socket,
    headers,
  }: Pick<IncomingMessage, 'headers'> & { socket: { remoteAddress?: string | undefined } },
  proxies: BlockList | undefined = env().TRUSTED_PROXIES,
): Client {
  const other = canonicalAddress(socket.remoteAddress ?? '') ?? '';
  const isOurs = (address: string) =>
    proxies !== undefined &&
    address !== '' &&
    proxies.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
  const said = [headers['x-forwarded-for'] ?? []].flat().join(',').split(',');
  let client = other;
  while (isOurs(client)) {
    const before = canonicalAddress(said.pop()?.trim() ?? '');
    if (before === null) break;
    client = before;
  }
  return { client, isProxy: isOurs(other) };
}
