import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { pay, refund } from '../payment/payment.ts';
import { reservationOf } from '../reservation/reservation.ts';
import { trpcCallerOf } from '#tests/support/trpc-caller.ts';
import { send } from '#tests/support/http-client.ts';
import { aPerson, aPerformance, type PerformanceIds } from '#tests/support/factories.ts';
import { type Instance, startInstance } from '#tests/support/instance.ts';
import { aHolder, type Holder, until } from '#tests/support/people.ts';
import { testStores, type TestStores } from '#tests/support/stores.ts';
import { never } from '#tests/support/full-queue.ts';
import { lockIsWaitedFor } from '#tests/support/database-state.ts';
import { verifyTicket } from './ticket.ts';

let stores: TestStores;
let instance: Instance;
beforeAll(async () => {
  stores = await testStores();
  // The instance signs with a new key. This process signs with the previous key.
  const added = generateKeyPairSync('ed25519')
    .privateKey.export({ format: 'der', type: 'pkcs8' })
    .toString('base64');
  instance = await startInstance({ TICKET_KEY: `${added},${process.env['TICKET_KEY'] ?? ''}` });
}, 60_000);
afterAll(async () => {
  await instance.stop();
  await stores.close();
});

const dayMs = 86_400_000;

const keysText = async () => (await send(`${instance.url}/.well-known/jwks.json`)).text;
const voidText = async ({ performanceId }: PerformanceIds) =>
  (await send(`${instance.url}/.well-known/void-tickets?performanceId=${String(performanceId)}`))
    .text;

interface Claims {
  ticketId: number;
  performanceId: number;
  seat: number;
  issue?: number;
}
interface VoidTickets {
  performanceId: number;
  at: string;
  void: { ticketId: number; issue: number }[];
}

/**
 * Returns the claims of a signed text. Verifies the text with the published keys only. Returns null
 * if no key signed the text with type `typ`.
 */
function opened(signed: string, typ: string, keys: string): unknown {
  const [header = '', payload = '', signature = ''] = signed.split('.');
  const said = (part: string) =>
    JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>;
  const { alg, typ: kind, kid } = said(header);
  const jwk = (JSON.parse(keys) as { keys: { kid: string }[] }).keys.find((key) => key.kid === kid);
  if (alg !== 'EdDSA' || kind !== typ || jwk === undefined) return null;
  const key = createPublicKey({ key: { ...jwk }, format: 'jwk' });
  const isOurs = verify(
    null,
    Buffer.from(`${header}.${payload}`),
    key,
    Buffer.from(signature, 'base64url'),
  );
  return isOurs ? said(payload) : null;
}

/** Builds an offline ticket scanner, which has only the two public files (docs/security.md). */
function door({ performanceId }: PerformanceIds, keys: string, listed: string) {
  const list = opened(listed, 'jari-void-tickets', keys) as VoidTickets;
  expect(list.performanceId).toBe(performanceId);
  const isVoid = (ticket: Claims) =>
    list.void.some(
      (code) => code.ticketId === ticket.ticketId && code.issue === (ticket.issue ?? 1),
    );
  return (code: string): 'VALID' | 'VOID' | 'WRONG_SHOW' | 'UNKNOWN' => {
    const ticket = opened(code, 'jari-ticket', keys) as Claims | null;
    if (ticket === null) return 'UNKNOWN';
    if (ticket.performanceId !== performanceId) return 'WRONG_SHOW';
    return isVoid(ticket) ? 'VOID' : 'VALID';
  };
}
const doorNow = async (show: PerformanceIds) => door(show, await keysText(), await voidText(show));

async function bought(show?: PerformanceIds, seats = [1]): Promise<Holder & { paymentId: number }> {
  const holder = await aHolder(stores, { seats, money: 200_000, ...(show && { show }) });
  const { userId, reservationId, turn } = holder;
  const { paymentId } = await pay(stores.db, {
    userId,
    reservationId,
    turn,
    idempotencyKey: 'bought-it',
  });
  return { ...holder, paymentId };
}
const codesOf = async ({ userId, reservationId }: Holder) =>
  (await reservationOf(stores.db, userId, reservationId)).tickets.map(({ token }) => token ?? '');
const cancelled = ({ userId, reservationId }: Holder) =>
  trpcCallerOf(stores, userId).call.reservation.cancel({
    reservationId,
    idempotencyKey: 'cancel-it-1',
  });
const moved = (
  { performanceId }: PerformanceIds,
  days: number,
  db: Pick<TestStores['db'], '$executeRaw'> = stores.db,
) =>
  db.$executeRaw`
    UPDATE performances SET starts_at = starts_at + make_interval(days => ${days}::int), ends_at = ends_at + make_interval(days => ${days}::int)
    WHERE id = ${performanceId}`;

test('the two public files alone distinguish a refunded ticket from one that was sold afterwards', async () => {
  const first = await bought();
  const [refunded = ''] = await codesOf(first);
  expect((await doorNow(first.show))(refunded)).toBe('VALID');
  await cancelled(first);
  const [resold = ''] = await codesOf(await bought(first.show));
  const scan = await doorNow(first.show);
  expect([scan(refunded), scan(resold)]).toEqual(['VOID', 'VALID']);
  expect((await doorNow(await aPerformance(stores.db)))(resold)).toBe('WRONG_SHOW');
  const forged = resold.replace(
    /.(.{9})$/,
    (end, kept: string) => (end.startsWith('A') ? 'B' : 'A') + kept,
  );
  expect(scan(forged)).toBe('UNKNOWN');
});

test('a void ticket has no code in any procedure, after a cancellation and after a refund', async () => {
  const byOwner = await bought(undefined, [1, 2]);
  const answered = await cancelled(byOwner);
  const { call } = trpcCallerOf(stores, byOwner.userId);
  const again = [
    await call.reservation.get({ reservationId: byOwner.reservationId }),
    ...(await call.reservation.mine()),
  ];
  for (const { tickets } of [answered, ...again])
    expect(tickets).toMatchObject([1, 2].map(() => ({ token: null, voided: true })));
  const byAdmin = await bought();
  await refund(stores.db, {
    byUserId: await aPerson(stores.db),
    paymentId: byAdmin.paymentId,
    reason: 'a mistake',
    idempotencyKey: 'refund-it-1',
  });
  expect(await codesOf(byAdmin)).toEqual(['']);
});

test('a moved performance gives each ticket a new code with the new start and voids the earlier codes', async () => {
  const holder = await bought(undefined, [2, 1]);
  const before = await codesOf(holder);
  await moved(holder.show, 3);
  await moved(holder.show, -1);
  const after = await codesOf(holder);
  const scan = await doorNow(holder.show);
  expect([before, after].map((codes) => codes.map(scan))).toEqual([
    ['VOID', 'VOID'],
    ['VALID', 'VALID'],
  ]);
  const keys = await keysText();
  const [was, is] = [before, after].map(
    (codes) => opened(codes[0] ?? '', 'jari-ticket', keys) as { startsAt: string; issue: number },
  );
  expect([was?.issue, is?.issue]).toEqual([1, 3]);
  expect(Date.parse(is?.startsAt ?? '') - Date.parse(was?.startsAt ?? '')).toBe(2 * dayMs);
  await cancelled(holder);
  const list = opened(await voidText(holder.show), 'jari-void-tickets', keys) as VoidTickets;
  const { tickets } = await reservationOf(stores.db, holder.userId, holder.reservationId);
  const ids = tickets.map(({ ticketId }) => ticketId).sort((a, b) => a - b);
  expect(list.void).toEqual(
    ids.flatMap((ticketId) => [1, 2, 3].map((issue) => ({ ticketId, issue }))),
  );
});

/**
 * Moves the performance during a payment. Returns the buyer's ticket codes from before and after
 * the move's commit.
 */
async function codesAroundAMove(): Promise<string[]> {
  const holder = await aHolder(stores, { money: 50_000 });
  const { show, userId, reservationId, turn } = holder;
  const waits = async (pid: number) => {
    const [row] = await stores.db.$queryRaw<{ type: string | null }[]>`
      SELECT wait_event_type AS type FROM pg_stat_activity WHERE pid = ${pid}`;
    return row?.type === 'Lock';
  };
  const mover = Promise.withResolvers<number>();
  let hasMoved = false;
  const under = await stores.db.$transaction(async (tx) => {
    await tx.$queryRaw`SELECT id FROM accounts WHERE user_id = ${userId}::uuid FOR UPDATE`;
    const paying = pay(stores.db, { userId, reservationId, turn, idempotencyKey: 'bought-it' });
    expect(await lockIsWaitedFor(tx)).toBe(true); // the payment waits for the wallet's lock
    const moving = stores.db.$transaction(async (move) => {
      const [row] = await move.$queryRaw<{ pid: number }[]>`SELECT pg_backend_pid() AS pid`;
      mover.resolve(row?.pid ?? never());
      await moved(show, 1, move);
      hasMoved = true;
      await paying;
      return codesOf(holder);
    });
    const pid = await mover.promise;
    await until(async () => hasMoved || (await waits(pid)));
    return { moving };
  });
  return [...(await under.moving), ...(await codesOf(holder))];
}
const issuesOf = (codes: string[]) => codes.map((code) => verifyTicket(code)?.issue);

test('a payment that is under way while its show moves has no two codes of one issue', async () => {
  const codes = await codesAroundAMove();
  expect(new Set(codes).size).toBe(2);
  expect(issuesOf(codes)).toEqual([1, 2]);
});

test('negative control: a move that does not wait for the seats leaves two codes of one issue', async () => {
  const [sound] = await stores.db.$queryRaw<
    { sql: string }[]
  >`SELECT pg_get_functiondef('reissue_tickets'::regproc) AS sql`;
  const whole = sound?.sql ?? '';
  const broken = whole.replace(/PERFORM FROM seats [^;]*;/, '');
  expect(broken).not.toBe(whole);
  await stores.db.$executeRawUnsafe(broken);
  const codes = await codesAroundAMove().finally(() => stores.db.$executeRawUnsafe(whole));
  expect(new Set(codes).size).toBe(2);
  expect(issuesOf(codes)).toEqual([1, 1]);
});

test('the void list is signed by the first key, has its time, and may be cached for ten seconds', async () => {
  const holder = await bought();
  await cancelled(holder);
  const at = `${instance.url}/.well-known/void-tickets?performanceId=${String(holder.show.performanceId)}`;
  const { status, headers, text } = await send(at);
  expect(status).toBe(200);
  expect(headers.get('content-type')).toBe('application/jose');
  expect(headers.get('cache-control')).toBe('public, max-age=10');
  const { keys } = JSON.parse(await keysText()) as { keys: { kid: string }[] };
  const jwk = {
    kty: 'OKP',
    crv: 'Ed25519',
    use: 'sig',
    kid: expect.any(String) as unknown,
    x: expect.any(String) as unknown,
  };
  expect(keys).toEqual([jwk, jwk]);
  expect(JSON.parse(Buffer.from(text.split('.')[0] ?? '', 'base64url').toString())).toEqual({
    alg: 'EdDSA',
    typ: 'jari-void-tickets',
    kid: keys[0]?.kid,
  });
  const list = opened(text, 'jari-void-tickets', JSON.stringify({ keys })) as VoidTickets;
  expect(Object.keys(list).sort()).toEqual(['at', 'performanceId', 'void']);
  expect(Math.abs(Date.parse(list.at) - Date.now())).toBeLessThan(60_000);
  const { headers: ofHead, text: none } = await send(at, { method: 'HEAD' });
  expect([ofHead.get('content-type'), none]).toEqual(['application/jose', '']);
});

test('an unknown performance, a missing one and another method are refused as problems', async () => {
  const refused: [string, string, number, string][] = [
    ['GET', '/.well-known/void-tickets?performanceId=2147483647', 404, 'NOT_FOUND'],
    ['GET', '/.well-known/void-tickets', 400, 'BAD_INPUT'],
    ['GET', '/.well-known/void-tickets?performanceId=x', 400, 'BAD_INPUT'],
    ['POST', '/.well-known/jwks.json', 405, 'METHOD_NOT_ALLOWED'],
  ];
  for (const [method, at, status, code] of refused) {
    const reply = await send(`${instance.url}${at}`, { method });
    expect([at, reply.status, reply.refusal?.code]).toEqual([at, status, code]);
    expect(reply.headers.get('content-type')).toContain('application/problem+json');
  }
});
