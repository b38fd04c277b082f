import { afterAll, beforeAll, expect, test } from 'vitest';
import { createClient, type Db } from '#server/database/db.ts';
import { isUnavailable, toRefusal } from '#server/errors/driver-errors.ts';
import { log } from '#server/config/log.ts';
import { cancel, pay } from '#server/payment/payment.ts';
import { hold } from '#server/seating/seating.ts';
import { aPerson, aShow } from '../support/factories.ts';
import { admitted, aHolder } from '../support/people.ts';
import { type Loss, type PostgresProxy, startPostgresProxy } from '../support/postgres-proxy.ts';
import { testStores, type TestStores } from '../support/stores.ts';
import {
  transaction,
  retrySerializable,
  isSerializationFailure,
} from '#server/database/transaction.ts';
import { balance, charge } from '#server/wallet/wallet.ts';

// A connection that is lost at COMMIT leaves open whether it was carried out. Only the idempotency key can tell.
let stores: TestStores;
let proxy: PostgresProxy;
let overProxy: ReturnType<typeof createClient>;
beforeAll(async () => {
  log.level = 'silent'; // lost connections are meant
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

/** The connection is lost at this work's COMMIT: what its caller is told, and how many COMMITs were sent. */
async function losing(loss: Loss, work: Work): Promise<{ told: string; sent: number }> {
  const before = proxy.commits();
  proxy.loseNextCommit(loss);
  const told = await work(overProxy.client).then(
    () => 'done',
    (error: unknown) => toRefusal(error).code,
  );
  return { told, sent: proxy.commits() - before };
}

const unknown = { told: 'TRY_AGAIN', sent: 1 };

test.each(losses)(
  'a charge whose COMMIT loses its %s is not repeated by itself; asked again, it is there once',
  async (loss, happened) => {
    const userId = await aPerson(stores.db);
    const charging: Work = (db) =>
      charge(db, userId, { amount: 1_000, idempotencyKey: 'the-charge' });
    expect(await losing(loss, charging)).toEqual(unknown);
    expect(await balanceOf(userId)).toBe(happened ? 1_000 : 0);
    expect(await charging(overProxy.client)).toEqual({ balance: 1_000 });
    expect(await balanceOf(userId)).toBe(1_000);
  },
);

test.each(losses)(
  'a payment whose COMMIT loses its %s is paid once by the same key, and so it is cancelled',
  async (loss, happened) => {
    const holder = await aHolder(stores, { money: 120_000 });
    const { userId, reservationId, turn } = holder;
    const paying: Work = (db) =>
      pay(db, { userId, reservationId, turn, idempotencyKey: 'the-payment' });
    expect(await losing(loss, paying)).toEqual(unknown);
    expect(await stores.db.payment.count({ where: { reservationId } })).toBe(happened ? 1 : 0);
    expect(await paying(overProxy.client)).toMatchObject({
      reservationId,
      amount: 50_000,
      balance: 70_000,
      tickets: [{ seat: 1 }],
    });
    expect(await balanceOf(userId)).toBe(70_000);
    const cancelling: Work = (db) =>
      cancel(db, { userId, reservationId, idempotencyKey: 'cancel-it-1' });
    expect(await losing(loss, cancelling)).toEqual(unknown);
    expect(await cancelling(overProxy.client)).toMatchObject({ amount: 50_000, balance: 120_000 });
    expect(await balanceOf(userId)).toBe(120_000);
  },
);

test.each(losses)(
  'a hold whose COMMIT loses its %s is there once when it is asked for again',
  async (loss, happened) => {
    const show = await aShow(stores.db);
    const turn = await admitted(stores, show);
    const holding: Work = (db) =>
      hold({ ...stores, db }, turn, { performanceId: show.performanceId, seats: [1, 2] });
    expect(await losing(loss, holding)).toEqual(unknown);
    expect(
      await stores.db.seat.count({
        where: { performanceId: show.performanceId, reservationId: { not: null } },
      }),
    ).toBe(happened ? 2 : 0);
    expect(await holding(overProxy.client)).toMatchObject({ seats: [1, 2], status: 'HELD' });
    expect(await stores.db.reservation.count({ where: { userId: turn.userId } })).toBe(1);
  },
);

test('negative control: whoever repeats what was lost, as if it had been undone, charges twice', async () => {
  const userId = await aPerson(stores.db);
  const blindly: Work = (db) =>
    retrySerializable(
      () =>
        transaction(db, (tx) =>
          tx.account.update({ where: { userId }, data: { balanceKrw: { increment: 1_000 } } }),
        ),
      (error) => isSerializationFailure(error) || isUnavailable(error),
    );
  expect(await losing('answer', blindly)).toEqual({ told: 'done', sent: 2 });
  expect(await balanceOf(userId)).toBe(2_000);
});
