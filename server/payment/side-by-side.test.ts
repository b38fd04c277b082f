import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Db } from '../database/db.ts';
import { aHolder, type Holder, until } from '#tests/support/people.ts';
import { testStores, type TestStores } from '#tests/support/stores.ts';
import type { Tx } from '../database/transaction.ts';
import { pay } from './payment.ts';

let stores: TestStores;
beforeAll(async () => void (stores = await testStores()));
afterAll(() => stores.close());

/** Locks a seat and returns a function that releases the lock. */
async function lockSeat(
  { show: { performanceId } }: Holder,
  number: number,
): Promise<() => Promise<unknown>> {
  const locked = Promise.withResolvers<undefined>();
  const mayEnd = Promise.withResolvers<undefined>();
  const locking = async (tx: Tx) => {
    await tx.$queryRaw`SELECT number FROM seats WHERE performance_id = ${performanceId} AND number = ${number} FOR UPDATE`;
    locked.resolve(undefined);
    await mayEnd.promise;
  };
  const ended = stores.db.$transaction(locking, { timeout: 20_000 });
  await locked.promise;
  return () => {
    mayEnd.resolve(undefined);
    return ended;
  };
}

const waitingForLocks = async () => {
  const [row] = await stores.db.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
  return row?.count;
};

/**
 * Lets two users pay for one seat each; both read their holds before either pays. Returns the
 * number of transactions that both payments need.
 */
async function transactionsForTwo(): Promise<number> {
  const one = await aHolder(stores, { money: 50_000, seats: [1] });
  const other = await aHolder(stores, { money: 50_000, seats: [2], show: one.show });
  let count = 0;
  const counted = (work: (tx: Tx) => Promise<unknown>, options: object) => {
    count++;
    return stores.db.$transaction(work, options);
  };
  // Each client has its own runner, like each instance: payments of one client would run together.
  const aClient = (): Db =>
    new Proxy(stores.db, {
      get: (client, name) =>
        (name === '$transaction' ? counted : Reflect.get(client, name)) as unknown,
    });
  const paying = ({ userId, reservationId, turn }: Holder) =>
    pay(aClient(), { userId, reservationId, turn, idempotencyKey: 'the-payment' });
  const letOneGo = await lockSeat(one, 1);
  const letOtherGo = await lockSeat(other, 2);
  const both = [paying(one), paying(other)] as const;
  await until(async () => (await waitingForLocks()) === 2);
  await letOneGo();
  await both[0];
  await letOtherGo();
  await both[1];
  return count;
}

test('concurrent payments for different seats do not roll each other back', async () => {
  expect(await transactionsForTwo()).toBe(2);
});

test('negative control: with an index on a column that payments write, they do', async () => {
  await stores.db.$executeRaw`CREATE INDEX by_status ON reservations (status)`;
  expect(await transactionsForTwo()).toBeGreaterThan(2);
});
