import { lookup, type LookupAddress } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { env } from '../config/env.ts';

/** Networks that IANA's registries do not list as globally reachable. */
const privateNetworks = new BlockList();
for (const network of [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/3',
]) {
  const [address = '', bits] = network.split('/');
  privateNetworks.addSubnet(address, Number(bits), 'ipv4');
}
for (const [address, bits] of [
  ['2001::', 23], // Teredo and other protocols, which embed IPv4 addresses
  ['2001:db8::', 32],
  ['2002::', 16], // 6to4, which embeds IPv4 addresses
  ['3fff::', 20],
] as const)
  privateNetworks.addSubnet(address, bits, 'ipv6');

/** Networks of global unicast. All other addresses of IPv6 are local, mapped or reserved. */
const globalUnicast = new BlockList();
globalUnicast.addSubnet('2000::', 3, 'ipv6');

/** Returns true if an IP address belongs to the public internet. */
export function isPublicAddress(address: string): boolean {
  const version = isIP(address);
  if (version === 4) return !privateNetworks.check(address, 'ipv4');
  return (
    version === 6 && globalUnicast.check(address, 'ipv6') && !privateNetworks.check(address, 'ipv6')
  );
}

const privateName = /^[^.]*\.?$|\.(localhost|local|internal|home\.arpa|test|invalid|onion)\.?$/;

/** Returns true for a host that PUSH_TEST_HOSTS admits, on loopback and without TLS. */
const isTestHost = (url: URL): boolean => env().PUSH_TEST_HOSTS?.includes(url.host) === true;

/**
 * Returns the parsed endpoint, or null unless it is an https URL without credentials whose host is
 * neither a private address nor a local name. Does not resolve the name.
 */
export function publicEndpoint(endpoint: string): URL | null {
  const url = URL.parse(endpoint);
  if (url?.username !== '' || url.password !== '') return null;
  if (isTestHost(url)) return url;
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const isPublic = isIP(host) === 0 ? !privateName.test(host) : isPublicAddress(host);
  return url.protocol === 'https:' && isPublic ? url : null;
}

/** Error of a name that resolves to a private address. */
export const privateAddressCode = 'PRIVATE_ADDRESS';

type Resolve = (
  name: string,
  options: { all: true },
  found: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/**
 * Creates the name lookup of a connection, which fails if any address is private. The connection uses
 * the same answer, so a name that changes between two lookups reaches no private address.
 */
export const publicLookup =
  (resolve: Resolve = lookup): LookupFunction =>
  (name, options, callback) =>
    resolve(name, { all: true }, (error, addresses) => {
      const [first] = (addresses as LookupAddress[] | undefined) ?? [];
      const arePublic =
        first !== undefined && addresses.every(({ address }) => isPublicAddress(address));
      const refused = Object.assign(new Error('a private address'), { code: privateAddressCode });
      if (error !== null || first === undefined) callback(error ?? new Error('no address'), '', 0);
      else if (!arePublic) callback(refused, '', 0);
      else if (options.all === true) callback(null, addresses);
      else callback(null, first.address, first.family);
    });

/** Returns true if a name resolves to a private address at the moment. */
export function isPrivateName(url: URL, resolve: Resolve = lookup): Promise<boolean> {
  if (isTestHost(url) || isIP(url.hostname.replace(/^\[|\]$/g, '')) !== 0)
    return Promise.resolve(false);
  return new Promise((answer) =>
    publicLookup(resolve)(url.hostname, { all: true }, (error) =>
      answer(error?.code === privateAddressCode),
    ),
  );
}

/** Returns true if the connection to this endpoint needs no check of its address. */
export const mayBePrivate = isTestHost;
