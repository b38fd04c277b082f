import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Db } from '../database/db.ts';
import { seats } from '../seating/seating.ts';
import { aHolder, gate, type Holder, outcomeOf, tally } from '#tests/support/people.ts';
import {
  anotherClient,
  countingClient,
  testStores,
  type TestStores,
} from '#tests/support/stores.ts';
import { balance, charge } from '../wallet/wallet.ts';
import { pay } from './payment.ts';

let stores: TestStores;
beforeAll(async () => void (stores = await testStores()));
afterAll(() => stores.close());

type Pay = (holder: Holder, idempotencyKey: string) => Promise<unknown>;
const payingOn =
  (db: Db): Pay =>
  ({ userId, reservationId, turn }, idempotencyKey) =>
    pay(db, { userId, reservationId, idempotencyKey, turn });
const paying: Pay = (holder, idempotencyKey) => payingOn(stores.db)(holder, idempotencyKey);

const balanceOf = async (userId: string) => (await balance(stores.db, userId)).balance;

/**
 * Pays one reservation of 50,000 won with each of these idempotency keys at once. Returns the total
 * debit and the outcomes.
 */
async function costOf(attempt: Pay, keys: string[]) {
  const holder = await aHolder(stores, { money: 5_000_000 });
  const outcomes = await tally(keys.map((key) => attempt(holder, key)));
  return { cost: 5_000_000 - (await balanceOf(holder.userId)), outcomes };
}

/**
 * Returns a broken payment: it checks that the reservation is unpaid, and debits only after all
 * attempts have checked.
 */
function checkThenTake(attempts: number): Pay {
  const everyone = gate(attempts);
  return async ({ userId, reservationId }) => {
    const paid = await stores.db.payment.count({ where: { reservationId } });
    await everyone();
    if (paid === 0)
      await stores.db.account.update({
        where: { userId },
        data: { balanceKrw: { decrement: 50_000 } },
      });
  };
}

const sameKey = Array.from({ length: 50 }, () => 'the-same-key');
const twoKeys = ['key-one-1', 'key-two-2'];

test('the same payment 50 times at once debits once', async () => {
  expect(await costOf(paying, sameKey)).toEqual({ cost: 50_000, outcomes: { done: 50 } });
});

test('the same payment twice at once, on one client and on two, debits once', async () => {
  const [one, two] = [payingOn(anotherClient(stores.db)), payingOn(anotherClient(stores.db))];
  const holder = await aHolder(stores, { money: 80_000 });
  const replies = await Promise.all(
    [one, one, two, two].map((each) => each(holder, 'the-same-key')),
  );
  for (const reply of replies) expect(reply).toEqual(replies[0]);
  expect(await balanceOf(holder.userId)).toBe(30_000);
});

test('all concurrent duplicates get the same reply', async () => {
  const holder = await aHolder(stores, { money: 80_000 });
  const replies = await Promise.all(sameKey.slice(0, 10).map((key) => paying(holder, key)));
  for (const reply of replies) expect(reply).toEqual(replies[0]);
  expect(replies[0]).toMatchObject({ amount: 50_000, balance: 30_000, tickets: [{ seat: 1 }] });
  expect(
    await stores.db.ticket.count({ where: { payment: { reservationId: holder.reservationId } } }),
  ).toBe(1);
});

test('two keys at once pay once, and the other is ALREADY_PAID', async () => {
  expect(await costOf(paying, twoKeys)).toEqual({
    cost: 50_000,
    outcomes: { done: 1, ALREADY_PAID: 1 },
  });
});

test('negative control: checking before debiting debits every duplicate', async () => {
  expect((await costOf(checkThenTake(50), sameKey)).cost).toBeGreaterThan(50_000);
  expect((await costOf(checkThenTake(2), twoKeys)).cost).toBeGreaterThan(50_000);
});

type Charge = (userId: string, amount: number, idempotencyKey: string) => Promise<unknown>;
const charging: Charge = (userId, amount, idempotencyKey) =>
  charge(stores.db, userId, { amount, idempotencyKey });

/**
 * Runs eight charges of 1,000 won and a payment of 50,000 won at once, on a balance of 60,000 won.
 * Returns the balance afterwards.
 */
async function balanceAfter(attempt: Charge): Promise<number> {
  const holder = await aHolder(stores, { money: 60_000 });
  const charges = Array.from({ length: 8 }, (_, at) =>
    attempt(holder.userId, 1_000, `charge-number-${String(at)}`),
  );
  expect(await tally([...charges, paying(holder, 'pay-among-them')])).toEqual({ done: 9 });
  return balanceOf(holder.userId);
}

test('concurrent charges and a payment lose no money', async () => {
  expect(await balanceAfter(charging)).toBe(18_000);
});

test('negative control: reading a balance before writing it loses money', async () => {
  const everyone = gate(8);
  const readThenWrite: Charge = async (userId, amount) => {
    const before = await balanceOf(userId);
    await everyone();
    await stores.db.account.update({ where: { userId }, data: { balanceKrw: before + amount } });
  };
  expect(await balanceAfter(readThenWrite)).not.toBe(18_000);
});

test('of several reservations paid at once from a balance for one, one is paid and nothing is overdrawn', async () => {
  const holders = [await aHolder(stores, { money: 60_000 })];
  const [{ userId } = { userId: '' }] = holders;
  for (let at = 0; at < 3; at++) holders.push(await aHolder(stores, { person: userId }));
  expect(
    await tally(holders.map((holder, at) => paying(holder, `pay-number-${String(at)}`))),
  ).toEqual({
    done: 1,
    INSUFFICIENT_BALANCE: 3,
  });
  expect(await balanceOf(userId)).toBe(10_000);
});

test('users who pay for different seats of one performance at once all succeed', async () => {
  const first = await aHolder(stores, { money: 50_000, seats: [1] });
  const others = await Promise.all(
    Array.from({ length: 15 }, (_, at) =>
      aHolder(stores, { money: 50_000, seats: [at + 2], show: first.show }),
    ),
  );
  expect(await tally([first, ...others].map((holder) => paying(holder, 'everybody-pays')))).toEqual(
    { done: 16 },
  );
  const sold = (await seats(stores.db, first.show.performanceId, first.userId)).filter(
    ({ state }) => state === 'sold',
  );
  expect(sold).toHaveLength(16);
});

test('in a group of payments, only the user without enough money is refused', async () => {
  const first = await aHolder(stores, { money: 50_000, seats: [1] });
  const { show } = first;
  const poor = await aHolder(stores, { money: 49_999, seats: [2], show });
  const last = await aHolder(stores, { money: 50_000, seats: [3], show });
  const { db, transactions } = countingClient(stores.db);
  const payments = [first, poor, last].map((holder) => payingOn(db)(holder, 'one-of-a-group'));
  expect(await Promise.all(payments.map(outcomeOf))).toEqual([
    'done',
    'INSUFFICIENT_BALANCE',
    'done',
  ]);
  expect(transactions()).toBe(1);
  expect(await balanceOf(poor.userId)).toBe(49_999);
  const states = await seats(stores.db, show.performanceId, poor.userId);
  expect(states.slice(0, 3).map(({ state }) => state)).toEqual(['sold', 'mine', 'sold']);
});
