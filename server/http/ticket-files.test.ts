import { generateKeyPairSync } from 'node:crypto';
import { createDecoder, createVerifier } from 'fast-jwt';
import forge from 'node-forge';
import { beforeAll, expect, test } from 'vitest';
import { cancel, pay } from '../payment/payment.ts';
import { reservationOf } from '../reservation/reservation.ts';
import { aPerson } from '#tests/support/factories.ts';
import { fanOf, read, seen, sessionCookieOf } from '#tests/support/http-client.ts';
import { type Instance, startInstance } from '#tests/support/instance.ts';
import { aHolder, type Holder } from '#tests/support/people.ts';
import { testSite } from '#tests/support/test-site.ts';

const { stores, instance } = testSite();
let holder: Holder;
beforeAll(async () => {
  holder = await aHolder(stores, { money: 100_000, seats: [1, 2] });
  await pay(stores.db, { ...holder, idempotencyKey: 'bought-it' });
});

const bearer = (userId: string) => ({ authorization: `Bearer ${fanOf(userId).accessToken}` });
const get = (at: string, headers: Record<string, string>, { url } = instance, method = 'GET') =>
  fetch(`${url}${at}`, { headers, method, redirect: 'manual' });
const pdfOf = ({ reservationId }: Holder) => `/reservations/${String(reservationId)}/tickets.pdf`;
const ticketOf = async (seat: number) => {
  const { tickets } = await reservationOf(stores.db, holder.userId, holder.reservationId);
  return tickets.find((ticket) => ticket.seat === seat);
};

test('the owner gets the tickets as a PDF, by access token, by session and below /api, uncached', async () => {
  const cookie = await sessionCookieOf(holder.userId);
  for (const [at, headers] of [
    [pdfOf(holder), bearer(holder.userId)],
    [`/api${pdfOf(holder)}?language=en`, { cookie, 'sec-fetch-site': 'same-origin' }],
  ] as const) {
    const reply = await get(at, headers);
    expect([reply.status, reply.headers.get('content-type')]).toEqual([200, 'application/pdf']);
    expect(reply.headers.get('cache-control')).toBe('private, no-store');
    expect((await reply.bytes()).subarray(0, 5)).toEqual(new Uint8Array(Buffer.from('%PDF-')));
  }
});

test('everybody else, other methods, unknown parameters and reservations without a ticket are refused', async () => {
  const mine = bearer(holder.userId);
  const other = bearer(await aPerson(stores.db));
  const unpaid = await aHolder(stores, { seats: [1] });
  const foreign = { cookie: await sessionCookieOf(holder.userId), 'sec-fetch-site': 'cross-site' };
  const refused: [string, Record<string, string>, string, number, string][] = [
    [pdfOf(holder), {}, 'GET', 401, 'NOT_SIGNED_IN'],
    [pdfOf(holder), other, 'GET', 404, 'NOT_FOUND'],
    [pdfOf(holder), foreign, 'GET', 403, 'CROSS_SITE'],
    [`${pdfOf(holder)}?language=xx`, mine, 'GET', 400, 'BAD_INPUT'],
    [`${pdfOf(holder)}?x=1`, mine, 'GET', 400, 'BAD_INPUT'],
    [pdfOf(holder), mine, 'POST', 405, 'METHOD_NOT_ALLOWED'],
    [pdfOf(unpaid), bearer(unpaid.userId), 'GET', 404, 'NOT_FOUND'],
    ['/reservations/0/tickets.pdf', mine, 'GET', 404, 'NOT_FOUND'],
  ];
  for (const [at, headers, method, status, code] of refused) {
    const reply = await read(await get(at, headers, instance, method));
    expect([at, method, ...(seen(reply) as unknown[])]).toEqual([at, method, status, code]);
  }
});

test('without keys, an Apple pass and a Google Wallet link are NOT_FOUND', async () => {
  const ticket = await ticketOf(1);
  for (const file of ['.pkpass', '/google-wallet']) {
    const at = `/reservations/${String(holder.reservationId)}/${String(ticket?.ticketId)}${file}`;
    expect(seen(await read(await get(at, bearer(holder.userId))))).toEqual([404, 'NOT_FOUND']);
  }
});

/** Makes a certificate that signs itself, in place of Apple's. */
function aCertificate(): { certificate: string; key: string } {
  const { privateKey, publicKey } = forge.pki.rsa.generateKeyPair(2048);
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = publicKey;
  certificate.validity.notAfter = new Date(Date.now() + 86_400_000);
  const name = [{ name: 'commonName', value: 'Jari' }];
  certificate.setSubject(name);
  certificate.setIssuer(name);
  certificate.sign(privateKey, forge.md.sha256.create());
  const { certificateToPem, privateKeyToPem } = forge.pki;
  return { certificate: certificateToPem(certificate), key: privateKeyToPem(privateKey) };
}

test('with keys, a valid ticket has a signed Apple pass and a signed Google Wallet link, and a void one has neither', async () => {
  const { certificate, key } = aCertificate();
  const google = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const pemOf = google.privateKey.export({ type: 'pkcs8', format: 'pem' });
  const inBase64 = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64');
  const keyed: Instance = await startInstance({
    APPLE_PASS: inBase64({
      passTypeId: 'pass.jari',
      teamId: 'JARI',
      certificate,
      key,
      wwdr: certificate,
    }),
    GOOGLE_WALLET: inBase64({
      issuer_id: '42',
      client_email: 'a@jari.example',
      private_key: pemOf,
    }),
  });
  try {
    const { ticketId, token } = (await ticketOf(1)) ?? {};
    const at = `/reservations/${String(holder.reservationId)}/${String(ticketId)}`;
    const pass = await get(`${at}.pkpass`, bearer(holder.userId), keyed);
    expect([pass.status, pass.headers.get('content-type')]).toEqual([
      200,
      'application/vnd.apple.pkpass',
    ]);
    // The archive stores its files uncompressed.
    const content = Buffer.from(await pass.bytes()).toString('latin1');
    for (const part of ['pass.json', 'manifest.json', 'signature', token ?? 'none', 'pass.jari'])
      expect(content).toContain(part);

    const link = await get(`${at}/google-wallet`, bearer(holder.userId), keyed);
    const location = link.headers.get('location') ?? '';
    expect([link.status, location.startsWith('https://pay.google.com/gp/v/save/')]).toEqual([
      302,
      true,
    ]);
    const jwt = location.slice(location.lastIndexOf('/') + 1);
    const publicPem = google.publicKey.export({ type: 'spki', format: 'pem' }).toString();
    createVerifier({ key: publicPem, algorithms: ['RS256'] })(jwt);
    expect(createDecoder()(jwt)).toMatchObject({
      iss: 'a@jari.example',
      aud: 'google',
      typ: 'savetowallet',
      payload: { eventTicketObjects: [{ barcode: { value: token } }] },
    });

    await cancel(stores.db, { ...holder, seats: [1], idempotencyKey: 'cancel-it-1' });
    for (const file of ['.pkpass', '/google-wallet'])
      expect((await get(`${at}${file}`, bearer(holder.userId), keyed)).status).toBe(404);
  } finally {
    await keyed.stop();
  }
}, 60_000);
