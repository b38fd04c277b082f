import { afterAll, beforeAll, expect, test } from 'vitest';
import { createClient, type Db } from '#server/database/db.ts';
import { isUnavailable, toRefusal } from '#server/errors/driver-errors.ts';
import { log } from '#server/config/log.ts';
import { cancel, pay } from '#server/payment/payment.ts';
import { hold } from '#server/seating/seating.ts';
import { aPerson, aPerformance } from '../support/factories.ts';
import { admitted, aHolder } from '../support/people.ts';
import { type Loss, type PostgresProxy, startPostgresProxy } from '../support/postgres-proxy.ts';
import { testStores, type TestStores } from '../support/stores.ts';
import {
  transaction,
  retrySerializable,
  isSerializationFailure,
} from '#server/database/transaction.ts';
import { balance, charge } from '#server/wallet/wallet.ts';

// If a connection breaks at COMMIT, the caller cannot know the outcome. A retry with the same
// idempotency key returns the outcome.
let stores: TestStores;
let proxy: PostgresProxy;
let overProxy: ReturnType<typeof createClient>;
beforeAll(async () => {
  log.level = 'silent'; // the tests break connections on purpose
  stores = await testStores();
  proxy = await startPostgresProxy(process.env['DATABASE_URL'] ?? '');
  overProxy = createClient(proxy.url, 4);
});
afterAll(async () => {
  await overProxy.client.$disconnect();
  await overProxy.pool.end();
  await proxy.close();
  await stores.close();
});

const balanceOf = async (userId: string) => (await balance(stores.db, userId)).balance;
const losses: [Loss, boolean][] = [
  ['answer', true],
  ['request', false],
];

type Work = (db: Db) => Promise<unknown>;

/**
 * Breaks the connection at the first COMMIT of the work. Returns the outcome for the caller and the
 * number of COMMITs sent.
 */
async function loseAtCommit(loss: Loss, work: Work): Promise<{ outcome: string; sent: number }> {
  const before = proxy.commits();
  proxy.loseNextCommit(loss);
  const outcome = await work(overProxy.client).then(
    () => 'done',
    (error: unknown) => toRefusal(error).code,
  );
  return { outcome, sent: proxy.commits() - before };
}

const unknown = { outcome: 'TRY_AGAIN', sent: 1 };
/** Repeated under its key by the server, which finds the stored reply or runs the call again. */
const resolved = { outcome: 'done', sent: 2 };

test.each(losses)(
  'a charge whose COMMIT loses its %s is resolved by its key, and is recorded once after a client retry',
  async (loss) => {
    const userId = await aPerson(stores.db);
    const charging: Work = (db) =>
      charge(db, userId, { amount: 1_000, idempotencyKey: 'the-charge' });
    expect(await loseAtCommit(loss, charging)).toEqual(resolved);
    expect(await balanceOf(userId)).toBe(1_000);
    expect(await charging(overProxy.client)).toEqual({ balance: 1_000 });
    expect(await balanceOf(userId)).toBe(1_000);
  },
);

test.each(losses)(
  'a payment whose COMMIT loses its %s is resolved by its key; a cancellation happens once when retried',
  async (loss) => {
    const holder = await aHolder(stores, { money: 120_000 });
    const { userId, reservationId, turn } = holder;
    const paying: Work = (db) =>
      pay(db, { userId, reservationId, turn, idempotencyKey: 'the-payment' });
    expect(await loseAtCommit(loss, paying)).toEqual(resolved);
    expect(await stores.db.payment.count({ where: { reservationId } })).toBe(1);
    expect(await paying(overProxy.client)).toMatchObject({
      reservationId,
      amount: 50_000,
      balance: 70_000,
      tickets: [{ seat: 1 }],
    });
    expect(await balanceOf(userId)).toBe(70_000);
    const cancelling: Work = (db) =>
      cancel(db, { userId, reservationId, idempotencyKey: 'cancel-it-1' });
    expect(await loseAtCommit(loss, cancelling)).toEqual(unknown);
    expect(await cancelling(overProxy.client)).toMatchObject({ amount: 50_000, balance: 120_000 });
    expect(await balanceOf(userId)).toBe(120_000);
  },
);

test.each(losses)(
  'a hold whose COMMIT loses its %s exists once after a retry',
  async (loss, isCommitted) => {
    const show = await aPerformance(stores.db);
    const turn = await admitted(stores, show);
    const holding: Work = (db) =>
      hold({ ...stores, db }, turn, { performanceId: show.performanceId, seats: [1, 2] });
    expect(await loseAtCommit(loss, holding)).toEqual(unknown);
    expect(
      await stores.db.seat.count({
        where: { performanceId: show.performanceId, reservationId: { not: null } },
      }),
    ).toBe(isCommitted ? 2 : 0);
    expect(await holding(overProxy.client)).toMatchObject({ seats: [1, 2], status: 'HELD' });
    expect(await stores.db.reservation.count({ where: { userId: turn.userId } })).toBe(1);
  },
);

test('negative control: a retry that treats a lost connection as a rollback charges twice', async () => {
  const userId = await aPerson(stores.db);
  const blindly: Work = (db) =>
    retrySerializable(
      () =>
        transaction(db, (tx) =>
          tx.account.update({ where: { userId }, data: { balanceKrw: { increment: 1_000 } } }),
        ),
      (error) => isSerializationFailure(error) || isUnavailable(error),
    );
  expect(await loseAtCommit('answer', blindly)).toEqual({ outcome: 'done', sent: 2 });
  expect(await balanceOf(userId)).toBe(2_000);
});
