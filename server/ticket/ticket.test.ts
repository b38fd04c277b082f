import { createSigner } from 'fast-jwt';
import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { env } from '../env.ts';
import { pureEnvironment } from '../testing/environment.ts';
import { signTicket, verifyTicket } from './ticket.ts';

beforeAll(() => pureEnvironment());

const ticket = { ticketId: 1, concertId: 2, performanceId: 3, seat: 4, startsAt: '2026-12-24T10:00:00.000Z' };
const sign = (claims: object, key = env().TICKET_KEY, typ = 'jari-ticket') =>
  createSigner({
    algorithm: 'EdDSA',
    key: key.export({ format: 'pem', type: 'pkcs8' }),
    header: { alg: 'EdDSA', typ },
    noTimestamp: true,
  })(claims);

test('a ticket says what was signed, and nothing that was not', () => {
  expect(verifyTicket(signTicket({ ...ticket, name: '비밀' } as typeof ticket))).toEqual(ticket);
});

test('a door with the public key alone can check it', () => {
  const [header = '', payload = '', signature = ''] = signTicket(ticket).split('.');
  const signed = Buffer.from(`${header}.${payload}`);
  expect(verify(null, signed, createPublicKey(env().TICKET_KEY), Buffer.from(signature, 'base64url'))).toBe(true);
});

test('a ticket whose seat was changed is not ours', () => {
  const [header, , signature] = signTicket(ticket).split('.');
  const forged = Buffer.from(JSON.stringify({ ...ticket, seat: 5 })).toString('base64url');
  expect(verifyTicket([header, forged, signature].join('.'))).toBeNull();
});

test.each([
  ['signed with another key', () => sign(ticket, generateKeyPairSync('ed25519').privateKey)],
  ['of another type', () => sign(ticket, env().TICKET_KEY, 'JWT')],
  ['that leaves out its seat', () => sign({ ticketId: 1 })],
  ['that is none', () => 'not-a-ticket'],
])('a ticket %s is not ours', (_, make) => {
  expect(verifyTicket(make())).toBeNull();
});
