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

/** What serializable transactions have read before COMMIT, as a whole or pages of it, while `carryOut` uses this client. */
async function readBy(
  carryOut: (db: Db) => Promise<unknown>,
  { what, before = 'SELECT 1' }: { what: 'relation' | 'page'; before?: string | undefined },
): Promise<string[]> {
  const found = new Set<string>();
  const watched = (work: Work, options: object) =>
    stores.db.$transaction(async (tx) => {
      await tx.$executeRawUnsafe(before);
      const result = await work(tx);
      // Of this transaction alone: what one before it has read is kept while others run.
      const locks = await tx.$queryRaw<{ name: string }[]>`
        SELECT relation::regclass::text AS name FROM pg_locks WHERE mode = 'SIReadLock' AND locktype = ${what} AND virtualtransaction = (
          SELECT virtualtransaction FROM pg_locks WHERE pid = pg_backend_pid() AND locktype = 'virtualxid')`;
      for (const { name } of locks) found.add(name);
      return result;
    }, options);
  await carryOut(
    new Proxy(stores.db, { get: (db, name) => (name === '$transaction' ? watched : Reflect.get(db, name)) as unknown }),
  );
  return [...found].toSorted();
}

/** Somebody charges, holds and pays, on tables that are small and known to be. */
async function buying(what: 'relation' | 'page', before?: string): Promise<string[]> {
  const { show, turn, userId, reservationId } = await aHolder(stores, { money: 50_000 });
  const other = await admitted(stores, show);
  await stores.db.$executeRaw`ANALYZE`;
  const carryOut = async (db: Db) => {
    await charge(db, userId, { amount: 1, idempotencyKey: 'one-more-won' });
    await hold({ ...stores, db }, other, { performanceId: show.performanceId, seats: [2] });
    await pay(db, { userId, reservationId, turn, idempotencyKey: 'the-payment' });
  };
  return readBy(carryOut, { what, before });
}

test('charging, holding and paying read no table as a whole, however small the tables are', async () => {
  expect(await buying('relation')).toEqual([]);
});

test('negative control: as the planner prefers it, they read those that everybody writes', async () => {
  expect(await buying('relation', 'SET LOCAL enable_seqscan = on')).toEqual(
    expect.arrayContaining(['accounts', 'buyers', 'reservations']),
  );
});

// Numbers follow each other, so whoever has read a page of these is in conflict with all who charge or pay then.
const writtenByEverybody = ['ledger_transactions_pkey', 'ledger_entries_pkey', 'payments_pkey', 'tickets_pkey', 'outbox_pkey'];

test('before COMMIT, charging, holding and paying read no page that everybody writes', async () => {
  const read = await buying('page');
  expect(read).toContain('accounts_user_id_key'); // such as are read are seen
  expect(read.filter((name) => writtenByEverybody.includes(name))).toEqual([]);
});

test('negative control: where keys are asked for at once, they do', async () => {
  expect(await buying('page', 'SET CONSTRAINTS ALL IMMEDIATE')).toEqual(
    expect.arrayContaining(['ledger_transactions_pkey', 'payments_pkey']),
  );
});
