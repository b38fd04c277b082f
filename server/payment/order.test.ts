import { afterAll, beforeAll, expect, test } from 'vitest';
import { join, leave } from '../queue/queue.ts';
import { release } from '../seating/seating.ts';
import { aPerson, aPerformance, expireHold } from '#tests/support/factories.ts';
import { trpcCallerOf } from '#tests/support/trpc-caller.ts';
import { admitted, outcomeOf } from '#tests/support/people.ts';
import { testStores, type TestStores } from '#tests/support/stores.ts';
import { balance, charge } from '../wallet/wallet.ts';

// The contract's order of checks: stored reply → owner → already paid → lapsed → turn → balance.
// Each test breaks one rule and all later rules, and expects the refusal of the first broken rule.
let stores: TestStores;
beforeAll(async () => void (stores = await testStores()));
afterAll(() => stores.close());

const elsewhere = 'not-a-token';

/** Creates a user who holds seat 1, and a function that pays under a queue token. */
async function aHolderWithToken(money: number) {
  const show = await aPerformance(stores.db);
  const userId = await aPerson(stores.db);
  const { token } = await join(stores, userId, show.concertId);
  const { call } = trpcCallerOf(stores, userId, { 'x-queue-token': token });
  if (money > 0) await charge(stores.db, userId, { amount: money, idempotencyKey: 'first-charge' });
  const { reservationId } = await call.seating.hold({
    performanceId: show.performanceId,
    seats: [1],
  });
  const pay = (idempotencyKey: string, presented = token, id = reservationId) =>
    trpcCallerOf(stores, userId, { 'x-queue-token': presented }).call.payment.pay({
      reservationId: id,
      idempotencyKey,
    });
  return { show, userId, reservationId, pay };
}

test('a stored reply is repeated also with an ended or invalid queue token', async () => {
  const { userId, pay } = await aHolderWithToken(50_000);
  const paid = await pay('the-only-key');
  expect(paid).toMatchObject({ amount: 50_000, balance: 0, tickets: [{ seat: 1 }] });
  expect(await pay('the-only-key')).toEqual(paid);
  expect(await pay('the-only-key', elsewhere)).toEqual(paid);
  expect(await balance(stores.db, userId)).toEqual({ balance: 0 });
});

test('another user’s queue token is refused before a stored reply', async () => {
  const { show, pay } = await aHolderWithToken(50_000);
  await pay('the-only-key');
  const { token: another } = await join(stores, await aPerson(stores.db), show.concertId);
  expect(await outcomeOf(pay('the-only-key', another))).toBe('NOT_YOURS');
});

test('a used key with another reservation is a mismatch, for any owner of that reservation', async () => {
  const { pay } = await aHolderWithToken(50_000);
  const other = await aHolderWithToken(0);
  await pay('the-used-key');
  expect(await outcomeOf(pay('the-used-key', elsewhere, other.reservationId))).toBe(
    'IDEMPOTENCY_MISMATCH',
  );
  expect(await outcomeOf(pay('the-used-key', elsewhere, 2_147_483_647))).toBe(
    'IDEMPOTENCY_MISMATCH',
  );
});

test('another user’s reservation is NOT_FOUND in every state', async () => {
  const owner = await aHolderWithToken(50_000);
  const otherUser = await aHolderWithToken(0);
  await owner.pay('owner-pays-1');
  expect(await outcomeOf(otherUser.pay('otherUser-pays', elsewhere, owner.reservationId))).toBe(
    'NOT_FOUND',
  );
});

test('a paid reservation is ALREADY_PAID also after the turn', async () => {
  const { pay } = await aHolderWithToken(50_000);
  await pay('the-first-key');
  expect(await outcomeOf(pay('another-key-1', elsewhere))).toBe('ALREADY_PAID');
});

test('a lapsed hold is HOLD_EXPIRED and a released one NOT_HELD, also without a turn', async () => {
  const lapsed = await aHolderWithToken(0);
  await expireHold(stores.db, lapsed.reservationId);
  expect(await outcomeOf(lapsed.pay('too-late-1', elsewhere))).toBe('HOLD_EXPIRED');
  const released = await aHolderWithToken(0);
  await release(stores.db, released.userId, released.show.concertId, released.reservationId);
  expect(await outcomeOf(released.pay('released-1', elsewhere))).toBe('NOT_HELD');
});

test('without a turn a payment is refused before its balance is checked', async () => {
  const { show, userId, pay } = await aHolderWithToken(0);
  expect(await outcomeOf(pay('forged-one', elsewhere))).toBe('QUEUE_TOKEN_INVALID');
  const other = await join(stores, await aPerson(stores.db), show.concertId);
  expect(await outcomeOf(pay('of-another', other.token))).toBe('NOT_YOURS');
  await leave(stores, userId, show.concertId);
  expect(await outcomeOf(pay('over-now-1'))).toBe('QUEUE_TOKEN_EXPIRED');
});

test('INSUFFICIENT_BALANCE states the missing amount and leaves turn, hold, balance and key usable', async () => {
  const { show, userId, pay } = await aHolderWithToken(20_000);
  await expect(pay('short-of-1')).rejects.toMatchObject({
    cause: { code: 'INSUFFICIENT_BALANCE', details: { missing: 30_000 } },
  });
  expect(await balance(stores.db, userId)).toEqual({ balance: 20_000 });
  await admitted(stores, show, userId);
  await charge(stores.db, userId, { amount: 30_000, idempotencyKey: 'second-charge' });
  expect(await pay('short-of-1')).toMatchObject({ balance: 0 });
});

test('a payment ends its turn at once and revokes its token', async () => {
  const { show, userId, pay } = await aHolderWithToken(50_000);
  const { token } = await join(stores, userId, show.concertId);
  await pay('pays-and-leaves');
  const { call } = trpcCallerOf(stores, userId, { 'x-queue-token': token });
  expect(await outcomeOf(call.seating.seats({ performanceId: show.performanceId }))).toBe(
    'QUEUE_TOKEN_EXPIRED',
  );
  expect(await call.queue.status({ concertId: show.concertId })).toMatchObject({
    state: 'EXPIRED',
  });
});
