import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Db } from './db.ts';
import { pay } from './payment/payment.ts';
import { hold } from './seating/seating.ts';
import { admitted, aHolder } from './testing/people.ts';
import { testStores, type TestStores } from './testing/stores.ts';
import type { Tx } from './transaction.ts';
import { charge } from './wallet/wallet.ts';

let stores: TestStores;
beforeAll(async () => void (stores = await testStores()));
afterAll(() => stores.close());

type Work = (tx: Tx) => Promise<unknown>;

/** The tables that serializable transactions read as a whole while `carryOut` uses this client; all others conflict with those. */
async function readAsAWhole(carryOut: (db: Db) => Promise<unknown>, before = 'SELECT 1'): Promise<string[]> {
  const found = new Set<string>();
  const watched = (work: Work, options: object) =>
    stores.db.$transaction(async (tx) => {
      await tx.$executeRawUnsafe(before);
      const result = await work(tx);
      const locks = await tx.$queryRaw<{ name: string }[]>`
        SELECT relation::regclass::text AS name FROM pg_locks WHERE mode = 'SIReadLock' AND locktype = 'relation' AND pid = pg_backend_pid()`;
      for (const { name } of locks) found.add(name);
      return result;
    }, options);
  await carryOut(
    new Proxy(stores.db, { get: (db, name) => (name === '$transaction' ? watched : Reflect.get(db, name)) as unknown }),
  );
  return [...found].toSorted();
}

/** Somebody charges, holds and pays, on tables that are small and known to be. */
async function buying(before?: string): Promise<string[]> {
  const { show, turn, userId, reservationId } = await aHolder(stores, { money: 50_000 });
  const other = await admitted(stores, show);
  await stores.db.$executeRaw`ANALYZE`;
  return readAsAWhole(async (db) => {
    await charge(db, userId, { amount: 1, idempotencyKey: 'one-more-won' });
    await hold({ ...stores, db }, other, { performanceId: show.performanceId, seats: [2] });
    await pay(db, { userId, reservationId, turn, idempotencyKey: 'the-payment' });
  }, before);
}

test('charging, holding and paying read no table as a whole, however small the tables are', async () => {
  expect(await buying()).toEqual([]);
});

test('negative control: as the planner prefers it, they read those that everybody writes', async () => {
  expect(await buying('SET LOCAL enable_seqscan = on')).toEqual(expect.arrayContaining(['accounts', 'buyers', 'reservations']));
});
