import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import { CompactSign } from 'jose';
import { beforeAll, expect, test } from 'vitest';
import { env } from '../env.ts';
import { pureEnvironment } from '../testing/environment.ts';
import { signTicket, verifyTicket } from './ticket.ts';

beforeAll(() => pureEnvironment());

const ticket = { ticketId: 1, concertId: 2, performanceId: 3, seat: 4, startsAt: '2026-12-24T10:00:00.000Z' };
const sign = (claims: object, key = env().TICKET_KEY, typ = 'jari-ticket') =>
  new CompactSign(new TextEncoder().encode(JSON.stringify(claims))).setProtectedHeader({ alg: 'EdDSA', typ }).sign(key);

test('a ticket says what was signed, and nothing that was not', async () => {
  expect(await verifyTicket(await signTicket({ ...ticket, name: '비밀' } as typeof ticket))).toEqual(ticket);
});

test('a door with the public key alone can check it', async () => {
  const [header = '', payload = '', signature = ''] = (await signTicket(ticket)).split('.');
  const signed = Buffer.from(`${header}.${payload}`);
  expect(verify(null, signed, createPublicKey(env().TICKET_KEY), Buffer.from(signature, 'base64url'))).toBe(true);
});

test('a ticket whose seat was changed is not ours', async () => {
  const [header, , signature] = (await signTicket(ticket)).split('.');
  const forged = Buffer.from(JSON.stringify({ ...ticket, seat: 5 })).toString('base64url');
  expect(await verifyTicket([header, forged, signature].join('.'))).toBeNull();
});

test.each([
  ['signed with another key', () => sign(ticket, generateKeyPairSync('ed25519').privateKey)],
  ['of another type', () => sign(ticket, env().TICKET_KEY, 'JWT')],
  ['that leaves out its seat', () => sign({ ticketId: 1 })],
  ['that is none', () => 'not-a-ticket'],
])('a ticket %s is not ours', async (_, make) => {
  expect(await verifyTicket(await make())).toBeNull();
});
