import { afterAll, beforeAll, expect, test } from 'vitest';
import { cancelPerformance, refundCancelledDates } from '#server/concert/concert.ts';
import { pay } from '#server/payment/payment.ts';
import { auditNow } from '../support/database-state.ts';
import { eventually } from '../support/eventually.ts';
import { aPerformance, aPerson, type PerformanceIds } from '../support/factories.ts';
import { type FaultProxy, type Mark, openFaultProxy, viaProxy } from '../support/fault-proxy.ts';
import { startInstance } from '../support/instance.ts';
import { faultRounds } from '../support/invariants.ts';
import { aHolder } from '../support/people.ts';
import { testStores, type TestStores } from '../support/stores.ts';

const timeout = 60_000 + faultRounds * 60_000;
const payments = 4;
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

/** Creates a date with some payments, and cancels it. Returns it with its payers. */
async function aCancelledDate(): Promise<{ show: PerformanceIds; payers: string[] }> {
  const show = await aPerformance(stores.db);
  const payers: string[] = [];
  for (let seat = 1; seat <= payments; seat++) {
    const holder = await aHolder(stores, { show, money: priceKrw, seats: [seat] });
    await pay(stores.db, { ...holder, idempotencyKey: 'bought-it' });
    payers.push(holder.userId);
  }
  const { performanceId } = show;
  const request = { performanceId, reason: 'rain', idempotencyKey: 'cancel-it-1' };
  await cancelPerformance(stores, await aPerson(stores.db, 'MANAGER'), request);
  return { show, payers };
}

const refundsOf = ({ concertId }: PerformanceIds) =>
  stores.db.refund.count({ where: { payment: { concertId } } });
const isFinished = async ({ performanceId }: PerformanceIds) =>
  (await stores.db.cancellation.findUniqueOrThrow({ where: { performanceId } })).finishedAt !==
  null;

const ofRefund = ['database/sql/keep-reply.sql'];
const commit = (what: Mark['what']): Mark => ({ what, words: 'COMMIT\0', after: ofRefund });
const finish: Mark = { what: 'request', words: 'concert/sql/finish-cancellation.sql' };

test.each([
  ['before the COMMIT of a refund', commit('request'), 0],
  ['after the COMMIT of a refund', commit('answer'), 1],
  ['between two batches', finish, payments],
])(
  'an instance that is killed %s leaves refunds that another instance continues, each once',
  { timeout },
  async (_, mark, refunded) => {
    for (let round = 0; round < faultRounds; round++) {
      const { show, payers } = await aCancelledDate();
      proxy.holdBack(mark);
      const doomed = await startInstance({
        DATABASE_URL: viaProxy(process.env['DATABASE_URL'] ?? '', proxy),
      });
      await eventually('the job has stopped', () => proxy.held() === 1);
      expect(await doomed.kill('SIGKILL')).toBeNull();
      proxy.holdBack(null);
      expect(await refundsOf(show)).toBe(refunded);
      expect(await isFinished(show)).toBe(false);
      // The claim of the killed instance expires, as it does after 10 s.
      await stores.db.cancellation.updateMany({
        where: { finishedAt: null },
        data: { claimedUntil: new Date(0) },
      });
      await Promise.all([refundCancelledDates(stores.db), refundCancelledDates(stores.db)]);
      expect(await isFinished(show)).toBe(true);
      expect(await refundsOf(show)).toBe(payments);
      const wallets = await stores.db.account.findMany({ where: { userId: { in: payers } } });
      expect(wallets.map(({ balanceKrw }) => Number(balanceKrw))).toEqual(
        payers.map(() => priceKrw),
      );
      expect((await auditNow()).filter(({ breaches }) => breaches > 0)).toEqual([]);
    }
  },
);

test('negative control: a job that remembers what it refunded in memory refunds again after a kill', async () => {
  const { show } = await aCancelledDate();
  const owners = await stores.db.payment.findMany({
    where: { concertId: show.concertId },
    select: { id: true, reservation: { select: { userId: true } } },
  });
  const job = async (stopAfter: number) => {
    const remembered = new Set<number>();
    for (const { id, reservation } of owners.slice(0, stopAfter)) {
      if (remembered.has(id)) continue;
      await stores.db.account.update({
        where: { userId: reservation.userId },
        data: { balanceKrw: { increment: priceKrw } },
      });
      remembered.add(id);
    }
  };
  await job(2); // killed
  await job(payments);
  const found = (await auditNow()).filter(({ breaches }) => breaches > 0);
  expect(found.map(({ check }) => check)).toContain('balances');
});
