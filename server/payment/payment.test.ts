import { afterAll, beforeAll, expect, test } from 'vitest';
import { isRefusal, Refusal } from '../errors.ts';
import { join, type Place } from '../queue/queue.ts';
import { verifyQueueToken } from '../queue/token.ts';
import { hold, seats } from '../seating/seating.ts';
import { aPerson, aShow, lapse, type Show } from '../testing/factories.ts';
import { testStores, type TestStores } from '../testing/stores.ts';
import { balance, charge } from '../wallet/wallet.ts';
import { pay } from './payment.ts';

let stores: TestStores;
beforeAll(async () => void (stores = await testStores()));
afterAll(() => stores.close());

const codeOf = (attempt: Promise<unknown>) =>
  attempt.then(
    () => 'done',
    (error: unknown): unknown => (isRefusal(error) ? error.code : error),
  );

async function admitted({ concertId }: Show): Promise<Place> {
  const { token } = await join(stores, await aPerson(stores.db), concertId);
  return (await verifyQueueToken(token)) ?? Promise.reject(new Error('not our token'));
}

/** Somebody who holds seat 1 and has so much money. */
async function aHolder(money: number): Promise<{ show: Show; turn: Place; userId: string; reservationId: number }> {
  const show = await aShow(stores.db);
  const turn = await admitted(show);
  if (money > 0) await charge(stores.db, turn.userId, { amount: money, idempotencyKey: 'first-charge' });
  const { reservationId } = await hold(stores, turn, { performanceId: show.performanceId, seats: [1] });
  return { show, turn, userId: turn.userId, reservationId };
}

test('the same payment 50 times at once charges once, and all get the same reply', async () => {
  const { turn, userId, reservationId } = await aHolder(80_000);
  const replies = await Promise.all(
    Array.from({ length: 50 }, () => pay(stores.db, { userId, reservationId, idempotencyKey: 'pay-once-1', turn })),
  );
  expect(new Set(replies.map((reply) => JSON.stringify(reply, Object.keys(reply).sort()))).size).toBe(1);
  expect(replies[0]).toMatchObject({ amount: 50_000, balance: 30_000, tickets: [{ seat: 1 }] });
  expect(await balance(stores.db, userId)).toEqual({ balance: 30_000 });
  expect(await stores.db.payment.count({ where: { reservationId } })).toBe(1);
});

test('two keys at once pay once; the other is told that it is paid', async () => {
  const { turn, userId, reservationId } = await aHolder(200_000);
  const outcomes = await Promise.all(
    ['key-one-1', 'key-two-2'].map((idempotencyKey) => codeOf(pay(stores.db, { userId, reservationId, idempotencyKey, turn }))),
  );
  expect(outcomes.toSorted()).toEqual(['ALREADY_PAID', 'done']);
  expect(await balance(stores.db, userId)).toEqual({ balance: 150_000 });
});

test('a lapsed hold is resold, and the late payer is refused and keeps the money', async () => {
  const { show, turn, userId, reservationId } = await aHolder(50_000);
  await lapse(stores.db, reservationId);
  const other = await admitted(show);
  await hold(stores, other, { performanceId: show.performanceId, seats: [1] });
  expect(await codeOf(pay(stores.db, { userId, reservationId, idempotencyKey: 'too-late-1', turn }))).toBe('HOLD_EXPIRED');
  expect(await balance(stores.db, userId)).toEqual({ balance: 50_000 });
  expect((await seats(stores.db, show.performanceId, other.userId))[0]).toMatchObject({ state: 'mine' });
});

test('too little money is refused with what is missing; hold and key stay good for another try', async () => {
  const { turn, userId, reservationId } = await aHolder(20_000);
  const attempt = () => pay(stores.db, { userId, reservationId, idempotencyKey: 'short-of-1', turn });
  await expect(attempt()).rejects.toMatchObject({ code: 'INSUFFICIENT_BALANCE', details: { missing: 30_000 } });
  await charge(stores.db, userId, { amount: 30_000, idempotencyKey: 'second-charge' });
  expect(await attempt()).toMatchObject({ balance: 0 });
});

test('who is not admitted, or someone else, cannot pay; a stored reply is answered all the same', async () => {
  const { turn, userId, reservationId } = await aHolder(50_000);
  const over = new Refusal('QUEUE_TOKEN_EXPIRED', {});
  expect(await codeOf(pay(stores.db, { userId, reservationId, idempotencyKey: 'no-turn-1', turn: over }))).toBe(
    'QUEUE_TOKEN_EXPIRED',
  );
  const stranger = await aPerson(stores.db);
  expect(await codeOf(pay(stores.db, { userId: stranger, reservationId, idempotencyKey: 'not-mine-1', turn }))).toBe('NOT_FOUND');
  const paid = await pay(stores.db, { userId, reservationId, idempotencyKey: 'real-one-1', turn });
  expect(await pay(stores.db, { userId, reservationId, idempotencyKey: 'real-one-1', turn: over })).toEqual(paid);
  expect(await codeOf(pay(stores.db, { userId, reservationId: reservationId + 1, idempotencyKey: 'real-one-1', turn }))).toBe(
    'IDEMPOTENCY_MISMATCH',
  );
});

test('charges at once lose no won, and a wallet holds 100,000,000 at most', async () => {
  const userId = await aPerson(stores.db);
  const outcomes = await Promise.all(
    Array.from({ length: 15 }, (_, at) =>
      codeOf(charge(stores.db, userId, { amount: 10_000_000, idempotencyKey: `charge-${String(at)}-x` })),
    ),
  );
  expect(outcomes.filter((outcome) => outcome === 'done')).toHaveLength(10);
  expect(outcomes.filter((outcome) => outcome === 'WALLET_LIMIT')).toHaveLength(5);
  expect(await balance(stores.db, userId)).toEqual({ balance: 100_000_000 });
});

test('negative control: reading a balance and then writing it loses charges', async () => {
  const userId = await aPerson(stores.db);
  const both = Promise.withResolvers<undefined>();
  let readers = 0;
  const readThenWrite = async () => {
    const { balance: before } = await balance(stores.db, userId);
    if (++readers === 2) both.resolve(undefined);
    await both.promise;
    await stores.db.account.update({ where: { userId }, data: { balanceKrw: before + 1_000 } });
  };
  await Promise.all([readThenWrite(), readThenWrite()]);
  expect((await balance(stores.db, userId)).balance).toBeLessThan(2_000);
});

test('the ledger takes no entries that do not sum to zero, and none of it is ever rewritten', async () => {
  const { id } = await stores.db.ledgerTransaction.create({ data: { kind: 'CHARGE' }, select: { id: true } });
  const account = await stores.db.account.findFirstOrThrow({ where: { kind: 'FUNDING' }, select: { id: true } });
  await expect(
    stores.db.ledgerEntry.create({ data: { transactionId: id, accountId: account.id, amountKrw: 5n } }),
  ).rejects.toThrow(/sum to zero/);
  await expect(stores.db.$executeRaw`DELETE FROM ledger_transactions WHERE id = ${id}`).rejects.toThrow();
  expect(await stores.db.ledgerTransaction.count({ where: { id } })).toBe(1);
});
