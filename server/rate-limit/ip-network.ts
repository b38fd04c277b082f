import { isIP, SocketAddress } from 'node:net';

/**
 * Returns the canonical form of an IP address, or null if the text is no IP address. Converts an
 * IPv4-mapped IPv6 address to IPv4.
 */
export function canonicalAddress(text: string): string | null {
  const version = isIP(text);
  if (version === 0) return null;
  if (version === 4) return text;
  const { address } = new SocketAddress({ address: text, family: 'ipv6' });
  const mapped = /^::ffff:([\d.]+)$/.exec(address)?.[1];
  return mapped !== undefined && isIP(mapped) === 4 ? mapped : address;
}

/** Returns the unit of rate limits: an IPv4 address, or the /64 network of an IPv6 address. */
export function networkOf(text: string): string {
  const address = canonicalAddress(text);
  if (address === null || isIP(address) === 4) return address ?? text;
  const [head = [], tail] = address
    .split('::')
    .map((part) => part.split(':').filter((group) => group !== ''));
  const zeros = tail === undefined ? 0 : 8 - head.length - tail.length;
  const groups = [...head, ...Array.from({ length: zeros }, () => '0'), ...(tail ?? [])];
  return `${groups.slice(0, 4).join(':')}::/64`;
}
