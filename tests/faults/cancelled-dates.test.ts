import { afterAll, beforeAll, expect, test } from 'vitest';
import { cancelConcert, cancelPerformance, refundCancelledDates } from '#server/concert/concert.ts';
import { serializable } from '#server/database/transaction.ts';
import { pay } from '#server/payment/payment.ts';
import { closeHoldsOfDates, hold } from '#server/seating/seating.ts';
import { auditNow } from '../support/database-state.ts';
import { eventually } from '../support/eventually.ts';
import {
  aPerformance,
  aPerson,
  type PerformanceIds,
  twoPerformances,
} from '../support/factories.ts';
import { type FaultProxy, type Mark, openFaultProxy, viaProxy } from '../support/fault-proxy.ts';
import { call, fanOf } from '../support/http-client.ts';
import { startInstance } from '../support/instance.ts';
import { faultRounds } from '../support/invariants.ts';
import { admitted, aHolder, type Holder, tally } from '../support/people.ts';
import { testStores, type TestStores } from '../support/stores.ts';

const timeout = 60_000 + faultRounds * 60_000;
const paymentsOfDate = 2;
const priceKrw = 50_000;

let stores: TestStores;
let proxy: FaultProxy;
beforeAll(async () => {
  stores = await testStores();
  const { port } = new URL(process.env['DATABASE_URL'] ?? '');
  proxy = await openFaultProxy(Number(port));
}, timeout);
afterAll(async () => {
  await proxy.close();
  await stores.close();
});

const startDoomed = () =>
  startInstance({ DATABASE_URL: viaProxy(process.env['DATABASE_URL'] ?? '', proxy) });
const paying = (holder: Holder) => pay(stores.db, { ...holder, idempotencyKey: 'bought-it' });
const breaches = async () => (await auditNow()).filter((finding) => finding.breaches > 0);

/** Creates holds of one seat each, from the seat `from` on. */
async function holders(show: PerformanceIds, count: number, from: number): Promise<Holder[]> {
  const made: Holder[] = [];
  for (let seat = from; seat < from + count; seat++)
    made.push(await aHolder(stores, { show, money: priceKrw, seats: [seat] }));
  return made;
}

async function payers(show: PerformanceIds): Promise<Holder[]> {
  const made = await holders(show, paymentsOfDate, 1);
  for (const holder of made) await paying(holder);
  return made;
}

/** Ends the claim of a killed instance, as it ends after 10 s, and refunds at two instances. */
async function continueRefunds({ concertId }: PerformanceIds): Promise<void> {
  const where = { performance: { concertId } };
  await stores.db.cancellation.updateMany({ where, data: { claimedUntil: null } });
  await Promise.all([refundCancelledDates(stores.db), refundCancelledDates(stores.db)]);
  expect(await stores.db.cancellation.count({ where: { ...where, finishedAt: null } })).toBe(0);
}

/** Expects that each user has the price of one seat, and that the database keeps its invariants. */
async function expectRefunded(users: { userId: string }[]): Promise<void> {
  const wallets = await stores.db.account.findMany({
    where: { userId: { in: users.map(({ userId }) => userId) } },
  });
  expect(wallets.map(({ balanceKrw }) => Number(balanceKrw))).toEqual(users.map(() => priceKrw));
  expect(await breaches()).toEqual([]);
}

/** State of a date of which some seats are held and some are paid. */
async function stateOf({ performanceId }: PerformanceIds) {
  const { cancelledAt } = await stores.db.performance.findUniqueOrThrow({
    where: { id: performanceId },
  });
  const held = await stores.db.seat.count({ where: { performanceId, heldUntil: { not: null } } });
  const valid = await stores.db.ticket.count({ where: { performanceId, voidedAt: null } });
  return { isCancelled: cancelledAt !== null, isHeld: held > 0, isValid: valid > 0 };
}
const untouched = { isCancelled: false, isHeld: true, isValid: true };
const cancelled = { isCancelled: true, isHeld: false, isValid: false };

const atCommit = (what: Mark['what'], after: string): Mark => ({
  what,
  words: 'COMMIT\0',
  after: [after],
});
const aLockIsWaitedFor = async () => {
  const [row] = await stores.db.$queryRaw<{ yes: boolean }[]>`
    SELECT EXISTS (SELECT FROM pg_stat_activity
      WHERE datname = current_database() AND wait_event_type = 'Lock') AS yes`;
  return row?.yes === true;
};

test.each([
  ['before the COMMIT of a cancellation', 'request', untouched, { done: 6 }, 6],
  ['after the COMMIT of a cancellation', 'answer', cancelled, { NOT_HELD: 4, SALE_CLOSED: 2 }, 2],
] as const)(
  'an instance that is killed %s, beside payments and holds, cancels all or nothing, and a repetition completes it',
  { timeout },
  async (_, what, state, outcomes, refunds) => {
    for (let round = 0; round < faultRounds; round++) {
      const [show] = await twoPerformances(stores.db);
      const { performanceId } = show;
      const [paid, held] = [await payers(show), await holders(show, 4, 11)];
      const turns = [await admitted(stores, show), await admitted(stores, show)];
      const manager = fanOf(await aPerson(stores.db, 'MANAGER'));
      const request = { performanceId, reason: 'rain', idempotencyKey: 'cancel-it-1' };
      const doomed = await startDoomed();
      proxy.holdBack(atCommit(what, 'concert/sql/cancel-dates.sql'));
      const headers = { authorization: `Bearer ${manager.accessToken}` };
      const reply = call(doomed.url, 'admin.performances.cancel', request, headers).catch(
        () => null,
      );
      await eventually('the cancellation has stopped', () => proxy.held() === 1);
      let isOver = false;
      const acting = tally([
        ...held.map(paying),
        ...turns.map((turn, at) => hold(stores, turn, { performanceId, seats: [at + 21] })),
      ]).finally(() => (isOver = true));
      await eventually('the users wait', async () => isOver || (await aLockIsWaitedFor()));
      expect(await doomed.kill('SIGKILL')).toBeNull();
      proxy.holdBack(null);
      expect(await reply).toBeNull();
      expect(await acting).toEqual(outcomes);
      expect(await stateOf(show)).toEqual(state);
      expect(await cancelPerformance(stores, manager.userId, request)).toEqual({ refunds });
      expect(await stateOf(show)).toEqual(cancelled);
      await continueRefunds(show);
      await expectRefunded([...paid, ...held]);
    }
  },
);

/** Cancels a concert of two dates, each with some payments. */
async function aCancelledConcert(): Promise<{ show: PerformanceIds; paid: Holder[] }> {
  const [show, other] = await twoPerformances(stores.db);
  const paid = [...(await payers(show)), ...(await payers(other))];
  const { concertId } = show;
  const request = { concertId, reason: 'rain', idempotencyKey: 'cancel-it-1' };
  await cancelConcert(stores, await aPerson(stores.db, 'MANAGER'), request);
  return { show, paid };
}

const refundsOf = ({ concertId }: PerformanceIds) =>
  stores.db.refund.count({ where: { payment: { concertId } } });

const ofRefund = 'database/sql/keep-reply.sql';
const finish: Mark = { what: 'request', words: 'concert/sql/finish-cancellation.sql' };

test.each([
  ['before the COMMIT of a refund', atCommit('request', ofRefund), 0],
  ['after the COMMIT of a refund', atCommit('answer', ofRefund), 1],
  ['between the batches of two dates', finish, paymentsOfDate],
])(
  'an instance that is killed %s leaves refunds that another instance continues, each once',
  { timeout },
  async (_, mark, refunded) => {
    for (let round = 0; round < faultRounds; round++) {
      const { show, paid } = await aCancelledConcert();
      proxy.holdBack(mark);
      const doomed = await startDoomed();
      await eventually('the job has stopped', () => proxy.held() === 1);
      expect(await doomed.kill('SIGKILL')).toBeNull();
      proxy.holdBack(null);
      expect(await refundsOf(show)).toBe(refunded);
      await continueRefunds(show);
      expect(await refundsOf(show)).toBe(2 * paymentsOfDate);
      await expectRefunded(paid);
    }
  },
);

test('negative control: a job that remembers what it refunded in memory refunds again after a kill', async () => {
  const show = await aPerformance(stores.db);
  const paid = await payers(show);
  const job = async (stopAfter: number) => {
    const remembered = new Set<string>();
    for (const { userId } of paid.slice(0, stopAfter)) {
      if (remembered.has(userId)) continue;
      const data = { balanceKrw: { increment: priceKrw } };
      await stores.db.account.update({ where: { userId }, data });
      remembered.add(userId);
    }
  };
  await job(1); // killed
  await job(paymentsOfDate);
  await expect(expectRefunded(paid)).rejects.toThrow();
  expect((await breaches()).map(({ check }) => check)).toContain('balances');
});

test('negative control: a cancellation in two commits leaves a half after a kill between them', async () => {
  const [show] = await twoPerformances(stores.db);
  await payers(show);
  await holders(show, 1, 11);
  await serializable(stores.db, (tx) => closeHoldsOfDates(tx, [show.performanceId], 'rain'));
  // Killed before the second commit, which would mark the date and void the tickets.
  expect([untouched, cancelled]).not.toContainEqual(await stateOf(show));
  expect((await breaches()).map(({ check }) => check)).toContain('control-log');
});
