import { createSigner } from 'fast-jwt';
import { createPublicKey, generateKeyPairSync, type KeyObject, verify } from 'node:crypto';
import { beforeEach, expect, test, vi } from 'vitest';
import { pureEnvironment } from '#tests/support/environment.ts';

const anEd25519 = () => generateKeyPairSync('ed25519').privateKey;
const [old, fresh] = [anEd25519(), anEd25519()];
const inEnvironment = (...keys: KeyObject[]) =>
  keys.map((key) => key.export({ format: 'der', type: 'pkcs8' }).toString('base64')).join(',');

/** Loads the ticket module with `keys` in TICKET_KEY. */
async function roomWith(...keys: KeyObject[]) {
  process.env['TICKET_KEY'] = inEnvironment(...keys);
  vi.resetModules();
  return import('./ticket.ts');
}

beforeEach(pureEnvironment);

const ticket = {
  ticketId: 1,
  concertId: 2,
  performanceId: 3,
  seat: 4,
  startsAt: '2026-12-24T10:00:00.000Z',
  issue: 2,
};
const sign = (claims: object, key = old, header: Record<string, string> = { typ: 'jari-ticket' }) =>
  createSigner({
    algorithm: 'EdDSA',
    key: key.export({ format: 'pem', type: 'pkcs8' }),
    header: { alg: 'EdDSA', ...header },
    noTimestamp: true,
  })(claims);
const partsOf = (code: string) =>
  code
    .split('.')
    .slice(0, 2)
    .map((part) => JSON.parse(Buffer.from(part, 'base64url').toString()) as unknown);

test('a code contains exactly the signed claims', async () => {
  const { signTicket, verifyTicket, publicKeys } = await roomWith(old);
  const code = signTicket({ ...ticket, name: '비밀' } as typeof ticket);
  expect(partsOf(code)).toEqual([
    { alg: 'EdDSA', typ: 'jari-ticket', kid: publicKeys()[0]?.kid },
    ticket,
  ]);
  expect(verifyTicket(code)).toEqual(ticket);
});

test('the published key alone verifies a code', async () => {
  const { signTicket, publicKeys } = await roomWith(old);
  const [header = '', payload = '', signature = ''] = signTicket(ticket).split('.');
  const [jwk] = publicKeys();
  expect(jwk).toEqual({ kty: 'OKP', crv: 'Ed25519', use: 'sig', kid: jwk?.kid, x: jwk?.x });
  expect([jwk?.kid, jwk?.x].map((text) => /^[\w-]+$/.test(text ?? ''))).toEqual([true, true]);
  const key = createPublicKey({ key: { ...jwk }, format: 'jwk' });
  expect(
    verify(null, Buffer.from(`${header}.${payload}`), key, Buffer.from(signature, 'base64url')),
  ).toBe(true);
});

test('a code without an issue is issue 1', async () => {
  const { verifyTicket } = await roomWith(fresh, old);
  const { ticketId, concertId, performanceId, seat, startsAt } = ticket;
  const before = { ticketId, concertId, performanceId, seat, startsAt };
  expect(verifyTicket(sign(before))).toEqual({ ...before, issue: 1 });
});

test('the first key signs, all keys verify, and codes of a removed key are invalid', async () => {
  const before = await roomWith(old);
  const code = before.signTicket(ticket);
  const added = await roomWith(old, fresh);
  expect(added.verifyTicket(code)).toEqual(ticket);
  const between = await roomWith(fresh, old);
  expect(between.verifyTicket(code)).toEqual(ticket);
  const renewed = between.signTicket(ticket);
  expect(added.verifyTicket(renewed)).toEqual(ticket);
  expect(between.publicKeys()).toEqual([...added.publicKeys()].reverse());
  const after = await roomWith(fresh);
  expect([after.verifyTicket(renewed), after.verifyTicket(code)]).toEqual([ticket, null]);
  expect(partsOf(renewed)[0]).toMatchObject({ kid: after.publicKeys()[0]?.kid });
});

test('a code with a changed seat is invalid', async () => {
  const { signTicket, verifyTicket } = await roomWith(old);
  const [header, , signature] = signTicket(ticket).split('.');
  const forged = Buffer.from(JSON.stringify({ ...ticket, seat: 5 })).toString('base64url');
  expect(verifyTicket([header, forged, signature].join('.'))).toBeNull();
});

test.each([
  ['signed with another key', () => sign(ticket, anEd25519())],
  ['of another type', () => sign(ticket, old, { typ: 'jari-void-tickets' })],
  ['of an unknown key', () => sign(ticket, old, { typ: 'jari-ticket', kid: 'another' })],
  ['without a seat', () => sign({ ticketId: 1 })],
  ['that is no JWS', () => 'not-a-ticket'],
])('a code %s is invalid', async (_, make) => {
  const { verifyTicket } = await roomWith(fresh, old);
  expect(verifyTicket(make())).toBeNull();
});
