import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { wrongFeeSchedules } from '#tests/support/hostile-inputs.ts';
import { aPerformance } from '#tests/support/factories.ts';
import { aHolder, outcomeOf } from '#tests/support/people.ts';
import { testStores, type TestStores } from '#tests/support/stores.ts';
import { reservationOf } from '../reservation/reservation.ts';
import { daysBefore, defaultFeeSchedule, type FeeSchedule, feeSchedule } from './fees.schema.ts';
import { cancellationFeeKrw } from './fees.ts';
import { cancel, pay, refund } from '../payment/payment.ts';

let stores: TestStores;
beforeAll(async () => void (stores = await testStores()));
afterAll(() => stores.close());

const dayMs = 86_400_000;
const state = (concertId: number, cancellationFees: FeeSchedule) =>
  stores.db.concert.update({
    where: { id: concertId },
    data: { cancellationFees },
    select: { id: true },
  });

/** Any valid schedule: fromDays decreases with each step; percent never decreases. */
const schedules: fc.Arbitrary<FeeSchedule> = fc
  .tuple(
    fc.uniqueArray(fc.integer({ min: 1, max: 365 }), { maxLength: 10 }),
    fc.array(fc.integer({ min: 0, max: 99 }), { minLength: 10, maxLength: 10 }),
  )
  .map(([days, percents]) => {
    const rising = percents.toSorted((a, b) => a - b);
    return days
      .toSorted((a, b) => b - a)
      .map((fromDays, at) => ({ fromDays, percent: rising[at] ?? 0 }));
  });

test('under any schedule the fee does not rise with the time left, and a possible cancellation refunds something', () => {
  const show = new Date('2027-06-01T19:00:00+09:00');
  fc.assert(
    fc.property(
      schedules,
      fc.bigInt({ min: 1n, max: 40_000_000n }),
      fc.integer({ min: 0, max: 370 }),
      (schedule, amount, days) => {
        const at = (before: number) =>
          cancellationFeeKrw([amount], schedule, show, new Date(show.getTime() - before * dayMs));
        const [fee, earlier] = [at(days), at(days + 1)];
        if (fee !== null) {
          expect(fee < amount).toBe(true);
          expect(earlier !== null && earlier <= fee).toBe(true);
        }
        expect(fee === null).toBe(days < (schedule.at(-1)?.fromDays ?? Infinity));
      },
    ),
  );
});

test('API and database accept every valid schedule and refuse every invalid one', async () => {
  const { concertId } = await aPerformance(stores.db);
  for (const wrong of wrongFeeSchedules)
    expect([wrong, feeSchedule.safeParse(JSON.parse(wrong)).success]).toEqual([wrong, false]);
  await fc.assert(
    fc.asyncProperty(schedules, async (schedule) => {
      expect(feeSchedule.parse(schedule)).toEqual(schedule);
      await state(concertId, schedule);
    }),
    { numRuns: 50 },
  );
});

/**
 * Creates a user with a paid seat of 50,000 won, `days` days before the performance. Without
 * `schedule`, the concert has the default schedule.
 */
async function aTicketHolder(days: number, schedule?: FeeSchedule) {
  const show = await aPerformance(stores.db);
  if (schedule !== undefined) await state(show.concertId, schedule);
  const holder = await aHolder(stores, { money: 50_000, show });
  const { paymentId } = await pay(stores.db, { ...holder, idempotencyKey: 'bought-it' });
  const startsAt = new Date(Date.now() + days * dayMs);
  await stores.db.performance.update({
    where: { id: show.performanceId },
    data: { startsAt, endsAt: new Date(startsAt.getTime() + 3_600_000) },
  });
  return { ...holder, paymentId };
}
const cancelled = ({ userId, reservationId }: Awaited<ReturnType<typeof aTicketHolder>>) =>
  cancel(stores.db, { userId, reservationId, idempotencyKey: 'cancel-it-1' });

test('a concert follows its own schedule or else the default, and the booking shows the one in force', async () => {
  const own: FeeSchedule = [
    { fromDays: 20, percent: 5 },
    { fromDays: 5, percent: 50 },
  ];
  const [usual, special] = [await aTicketHolder(8), await aTicketHolder(8, own)];
  const said = async ({ userId, reservationId }: typeof usual) => {
    const { cancellationFees, refundIfCancelled } = await reservationOf(
      stores.db,
      userId,
      reservationId,
    );
    return { cancellationFees, fee: refundIfCancelled?.fee };
  };
  expect(await said(usual)).toEqual({ cancellationFees: defaultFeeSchedule, fee: 5_000 });
  expect(await said(special)).toEqual({ cancellationFees: own, fee: 25_000 });
  expect(await cancelled(usual)).toMatchObject({ fee: 5_000 });
  expect(await cancelled(special)).toMatchObject({ fee: 25_000, amount: 25_000 });
});

test('below the schedule’s last step, and under an empty schedule, cancelling is refused, and an admin can still refund', async () => {
  const late = await aTicketHolder(4, [{ fromDays: 5, percent: 50 }]);
  const never = await aTicketHolder(100, []);
  for (const holder of [late, never]) {
    expect(await outcomeOf(cancelled(holder))).toBe('TOO_LATE_TO_CANCEL');
    expect(
      (await reservationOf(stores.db, holder.userId, holder.reservationId)).refundIfCancelled,
    ).toBeNull();
  }
  const { userId: byUserId, paymentId } = never;
  expect(
    await outcomeOf(
      refund(stores.db, { byUserId, paymentId, reason: 'rain', idempotencyKey: 'refund-it-1' }),
    ),
  ).toBe('done');
});

test('a payment keeps its fee schedule when the concert’s changes', async () => {
  const before = await aTicketHolder(8, [{ fromDays: 1, percent: 0 }]);
  await state(before.show.concertId, [{ fromDays: 1, percent: 99 }]);
  const after = await aHolder(stores, { show: before.show, seats: [2] });
  const { cancellationFees } = await reservationOf(stores.db, after.userId, after.reservationId);
  expect(cancellationFees).toEqual([{ fromDays: 1, percent: 99 }]);
  expect(await cancelled(before)).toMatchObject({ fee: 0, amount: 50_000 });
});

test('days are Seoul’s days under a concert’s own schedule too', () => {
  const show = new Date('2026-11-30T19:00:00+09:00');
  const fee = (now: string) =>
    cancellationFeeKrw([100n], [{ fromDays: 2, percent: 40 }], show, new Date(now));
  expect(daysBefore(show, new Date('2026-11-28T23:59:59+09:00'))).toBe(2);
  expect([fee('2026-11-28T23:59:59+09:00'), fee('2026-11-29T00:00:00+09:00')]).toEqual([40n, null]);
});
