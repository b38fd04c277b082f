import { afterAll, beforeAll, expect, test } from 'vitest';
import { pay } from '../payment/payment.ts';
import { reservationOf } from '../reservation/reservation.ts';
import { extend, hold, release, seats } from '../seating/seating.ts';
import { auditNow } from '#tests/support/database-state.ts';
import { aPerson } from '#tests/support/factories.ts';
import {
  admitted,
  aHolder,
  endHoldIn,
  gate,
  type Holder,
  outcomeOf,
  tally,
} from '#tests/support/people.ts';
import { anotherClient, testStores, type TestStores } from '#tests/support/stores.ts';
import { auditEntries } from './audit-log.ts';
import { releaseHold } from './release-hold.ts';

let stores: TestStores;
let adminId: string;
beforeAll(async () => {
  stores = await testStores();
  adminId = await aPerson(stores.db, 'OWNER');
});
afterAll(() => stores.close());

const releasing = ({ reservationId }: { reservationId: number }, reason = '좌석 점검') =>
  releaseHold(stores.db, adminId, { reservationId, reason });
const paying = (holder: Holder) =>
  pay(anotherClient(stores.db), { ...holder, idempotencyKey: 'pay-for-it' });
const entriesAbout = async (userId: string) => (await auditEntries(stores.db, { userId })).items;

test('the seats are free at once, and the holder’s next call about the hold is NOT_HELD', async () => {
  const holder = await aHolder(stores, { seats: [1, 2], money: 100_000 });
  const { show, turn, userId, reservationId } = holder;
  expect(await releasing(holder)).toEqual({ ...holder.reservation, status: 'RELEASED' });
  expect((await seats(stores.db, show.performanceId, userId))[0]?.state).toBe('available');
  expect(await outcomeOf(paying(holder))).toBe('NOT_HELD');
  expect(await outcomeOf(extend(stores, turn, reservationId))).toBe('NOT_HELD');
  expect(await outcomeOf(release(stores.db, userId, show.concertId, reservationId))).toBe(
    'NOT_HELD',
  );
  expect(await reservationOf(stores.db, userId, reservationId)).toMatchObject({
    status: 'RELEASED',
    releasedReason: '좌석 점검',
  });
});

test('the turn goes on, and the released hold does not count towards the unpaid-hold limit', async () => {
  const holder = await aHolder(stores);
  const penalty = async () =>
    (
      await stores.db.buyer.findUniqueOrThrow({
        where: { userId_concertId: { userId: holder.userId, concertId: holder.show.concertId } },
      })
    ).holdPenaltyUntil;
  const before = await penalty();
  await releasing(holder);
  expect(await penalty()).toEqual(before);
  const { performanceId } = holder.show;
  const again = await hold(stores, holder.turn, { performanceId, seats: [1, 2] });
  expect(again).toMatchObject({ status: 'HELD', seats: [1, 2] });
  expect(again.reservationId).not.toBe(holder.reservationId);
});

test('an own release has no reason of staff, and its repetition is no error', async () => {
  const { show, userId, reservationId } = await aHolder(stores);
  const releaseOwn = () => release(stores.db, userId, show.concertId, reservationId);
  await releaseOwn();
  expect(await outcomeOf(releaseOwn())).toBe('done');
  expect((await reservationOf(stores.db, userId, reservationId)).releasedReason).toBeNull();
});

test('the audit entry names the person, the seats and the reason', async () => {
  const { show, userId, reservationId } = await aHolder(stores, { seats: [3, 4] });
  await releasing({ reservationId });
  expect(await entriesAbout(userId)).toMatchObject([
    {
      byUserId: adminId,
      action: 'hold.release',
      concertId: show.concertId,
      reason: '좌석 점검',
      before: { status: 'HELD', seats: [3, 4] },
      after: { status: 'RELEASED', reservationId },
    },
  ]);
});

test('only a live hold can be released', async () => {
  const paid = await aHolder(stores, { money: 50_000 });
  await paying(paid);
  expect(await outcomeOf(releasing(paid))).toBe('ALREADY_PAID');
  const lapsed = await aHolder(stores);
  await endHoldIn(stores, lapsed.reservationId, -1_000);
  expect(await outcomeOf(releasing(lapsed))).toBe('HOLD_EXPIRED');
  const released = await aHolder(stores);
  await releasing(released);
  expect(await outcomeOf(releasing(released))).toBe('NOT_HELD');
  expect(await entriesAbout(released.userId)).toHaveLength(1);
  expect(await outcomeOf(releasing({ reservationId: 2_147_483_647 }))).toBe('NOT_FOUND');
});

test('a release leaves a lapsed hold’s seat with its next holder', async () => {
  const lapsed = await aHolder(stores);
  await endHoldIn(stores, lapsed.reservationId, -1_000);
  const next = await admitted(stores, lapsed.show);
  const { performanceId } = lapsed.show;
  await hold(stores, next, { performanceId, seats: [1] });
  expect(await outcomeOf(releasing(lapsed))).toBe('HOLD_EXPIRED');
  expect((await seats(stores.db, performanceId, next.userId))[0]?.state).toBe('mine');
});

type Release = (holder: Holder, barrier: () => Promise<void>) => Promise<unknown>;
const forced: Release = (holder) => releasing(holder);
/** Checks the hold first, and writes only after the payment. */
const checkThenWrite: Release = async ({ reservationId }, barrier) => {
  const { status } = await stores.db.reservation.findUniqueOrThrow({
    where: { id: reservationId },
  });
  await barrier();
  if (status !== 'HELD') throw new Error('not held');
  await stores.db.seat.updateMany({
    where: { reservationId },
    data: { reservationId: null, heldUntil: null },
  });
};

/** Lets staff release 20 holds while their holders pay. Returns the outcomes of each hold. */
async function againstPayments(release: Release): Promise<Record<string, number>[]> {
  const holders = await Promise.all(
    Array.from({ length: 20 }, () => aHolder(stores, { money: 50_000 })),
  );
  return Promise.all(
    holders.map((holder) => {
      const barrier = gate(2);
      const payment = paying(holder).finally(() => void barrier());
      return tally([payment, release(holder, barrier)]);
    }),
  );
}
const breaches = async () => (await auditNow()).filter((finding) => finding.breaches > 0);

test('of a payment and a release at once exactly one succeeds', async () => {
  const outcomes = await againstPayments(forced);
  for (const outcome of outcomes)
    expect([
      { done: 1, NOT_HELD: 1 },
      { done: 1, ALREADY_PAID: 1 },
    ]).toContainEqual(outcome);
  expect(await breaches()).toEqual([]);
});

test('negative control: a release that checks before it writes frees paid seats', async () => {
  const outcomes = await againstPayments(checkThenWrite);
  expect(outcomes).toContainEqual({ done: 2 });
  expect((await breaches()).map(({ check }) => check)).toContain('sold-seats');
});
