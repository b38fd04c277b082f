import { BlockList } from 'node:net';
import { expect, test } from 'vitest';
import { networkOf } from '../rate-limit/ip-network.ts';
import { clientOf } from './client-address.ts';

const proxies = new BlockList();
proxies.addSubnet('10.0.0.0', 8, 'ipv4');
proxies.addAddress('2001:db8::1', 'ipv6');
const seen = (remoteAddress: string | undefined, forwardedFor?: string) =>
  clientOf({ socket: { remoteAddress }, headers: { 'x-forwarded-for': forwardedFor } }, proxies);

test.each([
  ['the header of an untrusted peer is ignored', '192.0.2.9', '198.51.100.1', '192.0.2.9', false],
  ['the header of a trusted proxy counts', '10.0.0.1', '198.51.100.1', '198.51.100.1', true],
  ['it counts over IPv6 too', '2001:db8:0::1', '2001:DB8::9', '2001:db8::9', true],
  [
    'entries that the client wrote are ignored',
    '10.0.0.1',
    '203.0.113.5, 198.51.100.1',
    '198.51.100.1',
    true,
  ],
  [
    'a chain of trusted proxies is followed',
    '10.0.0.1',
    '203.0.113.5,198.51.100.1, 10.2.2.2,10.3.3.3',
    '198.51.100.1',
    true,
  ],
  [
    'if all entries are proxies, the first is the client',
    '10.0.0.1',
    '10.4.4.4, 10.2.2.2',
    '10.4.4.4',
    true,
  ],
  ['without a header the proxy is the client', '10.0.0.1', undefined, '10.0.0.1', true],
  [
    'a malformed entry ends the walk',
    '10.0.0.1',
    '198.51.100.1, unknown, 10.2.2.2',
    '10.2.2.2',
    true,
  ],
  [
    'a malformed entry of the nearest proxy is ignored',
    '10.0.0.1',
    '198.51.100.1, ',
    '10.0.0.1',
    true,
  ],
  ['an entry with a port is malformed', '10.0.0.1', '198.51.100.1:4711', '10.0.0.1', true],
  [
    'an IPv4-mapped IPv6 address counts as IPv4',
    '::ffff:10.0.0.1',
    '::ffff:c633:6401',
    '198.51.100.1',
    true,
  ],
  ['a closed connection has no address', undefined, '198.51.100.1', '', false],
])('%s', (_, remoteAddress, forwardedFor, client, isProxy) => {
  expect(seen(remoteAddress, forwardedFor)).toEqual({ client, isProxy });
});

test('without trusted proxies the header is ignored', () => {
  const sender = clientOf(
    { socket: { remoteAddress: '10.0.0.1' }, headers: { 'x-forwarded-for': '198.51.100.1' } },
    new BlockList(),
  );
  expect(sender).toEqual({ client: '10.0.0.1', isProxy: false });
});

test.each([
  ['198.51.100.1', '198.51.100.1'],
  ['::ffff:198.51.100.1', '198.51.100.1'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:DB8:1:2::9', '2001:db8:1:2::/64'],
  ['2001:db8::9', '2001:db8:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['1::', '1:0:0:0::/64'],
  ['', ''],
])('%s is counted as %s', (address, network) => {
  expect(networkOf(address)).toBe(network);
});
