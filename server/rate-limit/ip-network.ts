import { isIP, SocketAddress } from 'node:net';

/** An IP address in its one canonical form; IPv4 mapped into IPv6 is IPv4. Null for what is no address. */
export function canonicalAddress(text: string): string | null {
  const version = isIP(text);
  if (version === 0) return null;
  if (version === 4) return text;
  const { address } = new SocketAddress({ address: text, family: 'ipv6' });
  const mapped = /^::ffff:([\d.]+)$/.exec(address)?.[1];
  return mapped !== undefined && isIP(mapped) === 4 ? mapped : address;
}

/** What one subscriber has, and limits count as one: an IPv4 address, or the /64 of an IPv6 one. */
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
