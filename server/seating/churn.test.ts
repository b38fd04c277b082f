import { afterAll, beforeAll, expect, test } from 'vitest';
import { isRefusal, Refusal } from '../errors/refusal.ts';
import { pay } from '../payment/payment.ts';
import type { Place } from '../queue/queue.ts';
import { aPerformance, type PerformanceIds } from '#tests/support/factories.ts';
import { admitted, aHolder, gate, outcomeOf, tally } from '#tests/support/people.ts';
import { testStores, type TestStores } from '#tests/support/stores.ts';
import { charge } from '../wallet/wallet.ts';
import { lockBuyer, extend, hold, release } from './seating.ts';

let stores: TestStores;
beforeAll(async () => void (stores = await testStores()));
afterAll(() => stores.close());

const holdSeconds = 60;
const take = (place: Place, { performanceId }: PerformanceIds, ...seats: number[]) =>
  hold(stores, place, { performanceId, seats });

/** Simulates the passing of time for a user by moving the user's rows into the past. */
async function passes(seconds: number, { userId }: Place): Promise<void> {
  const ago = `${String(seconds)} s`;
  await stores.db.$transaction([
    stores.db
      .$executeRaw`UPDATE buyers SET vain_until = vain_until - ${ago}::text::interval WHERE user_id = ${userId}::uuid`,
    stores.db.$executeRaw`
      UPDATE seats SET held_until = s.held_until - ${ago}::text::interval
      FROM seats s JOIN reservations r ON r.id = s.reservation_id
      WHERE r.user_id = ${userId}::uuid AND seats.performance_id = s.performance_id AND seats.number = s.number`,
    stores.db.$executeRaw`
      UPDATE reservations SET held_until = held_until - ${ago}::text::interval, created_at = created_at - ${ago}::text::interval
      WHERE user_id = ${userId}::uuid AND status = 'HELD'`,
  ]);
}

/**
 * Returns an admitted user at a concert with one-minute holds. The user has let `times` holds of
 * seat 1 lapse in a row.
 */
async function whoLetLapse(times: number) {
  const show = await aPerformance(stores.db, { holdSeconds });
  const place = await admitted(stores, show);
  for (let time = 0; time < times; time++) {
    await take(place, show, 1);
    await passes(holdSeconds, place);
  }
  return { show, place };
}

/** Returns the wait in a refused hold's reply, in seconds; 0 if the hold succeeds. */
async function waitFor(attempt: Promise<unknown>): Promise<number> {
  try {
    await attempt;
    return 0;
  } catch (error) {
    if (isRefusal(error) && error.code === 'TOO_MANY_REQUESTS') return error.retryAfterSeconds ?? 0;
    throw error;
  }
}

test('after eight lapsed holds in a row the next must wait one hold time, in which other users get the seats', async () => {
  const { show, place } = await whoLetLapse(8);
  const wait = await waitFor(take(place, show, 1));
  expect(wait).toBeGreaterThan(holdSeconds - 10);
  expect(wait).toBeLessThanOrEqual(holdSeconds);
  // The limit covers the whole concert, including seat 9.
  expect(await outcomeOf(take(place, show, 9))).toBe('TOO_MANY_REQUESTS');
  expect(await take(await admitted(stores, show), show, 1)).toMatchObject({
    status: 'HELD',
    seats: [1],
  });
  await passes(wait, place);
  expect(await take(place, show, 2)).toMatchObject({ status: 'HELD' });
});

test('in the long run no user holds without paying for more than half of the time, by any strategy', async () => {
  const { show, place } = await whoLetLapse(8);
  let [heldSeconds, waitedSeconds] = [0, 0];
  for (let time = 0; time < 12; time++) {
    const lasts = [60, 20, 59][time % 3] ?? 0;
    const wait = await waitFor(take(place, show, 1));
    if (wait > 0) {
      await passes(wait, place);
      await take(place, show, 1);
    }
    await passes(lasts, place);
    heldSeconds += lasts;
    waitedSeconds += wait;
    const { heldReservationId } = await stores.db.buyer.findFirstOrThrow({
      where: { userId: place.userId },
    });
    // A hold of 60 s has lapsed by now; this call releases the holds of 20 s and 59 s.
    await release(stores.db, place.userId, show.concertId, heldReservationId ?? 0);
  }
  expect(waitedSeconds).toBeGreaterThanOrEqual(heldSeconds - holdSeconds);
});

test('a hold counts for its duration, not until a job closes it', async () => {
  const { show, place } = await whoLetLapse(8);
  await passes(10 * holdSeconds, place);
  expect(await waitFor(take(place, show, 1))).toBe(0);
});

test('a hold that was extended twice and lapsed can be followed by another of the same seats', async () => {
  const { show, place } = await whoLetLapse(0);
  const { reservationId } = await take(place, show, 1);
  for (let time = 0; time < 2; time++) {
    await passes(holdSeconds - 1, place);
    await extend(stores, place, reservationId);
  }
  await passes(holdSeconds, place);
  expect(await take(place, show, 1)).toMatchObject({ status: 'HELD', seats: [1] });
});

test('holding and releasing quickly any number of times is not limited', async () => {
  const { show, place } = await whoLetLapse(0);
  for (let time = 0; time < 20; time++) {
    const { reservationId } = await take(place, show, 1 + (time % 5));
    await release(stores.db, place.userId, show.concertId, reservationId);
  }
  expect(await take(place, show, 1)).toMatchObject({ status: 'HELD' });
});

test('moving a hold to another performance counts as a release, and the limit never prevents adding seats to a live hold', async () => {
  const { show, place } = await whoLetLapse(7);
  const startsAt = new Date(Date.now() + 40 * 86_400_000);
  const { id: performanceId } = await stores.db.performance.create({
    data: {
      concertId: show.concertId,
      startsAt,
      endsAt: new Date(startsAt.getTime() + 3_600_000),
      seats: {
        create: [1, 2].map((number) => ({ number, grade: 'R', priceKrw: 50_000n })),
      },
    },
    select: { id: true },
  });
  await take(place, show, 1);
  await passes(holdSeconds - 1, place);
  const { reservationId } = await take(place, { ...show, performanceId }, 1);
  expect(await take(place, { ...show, performanceId }, 2)).toMatchObject({
    reservationId,
    seats: [1, 2],
  });
  await release(stores.db, place.userId, show.concertId, reservationId);
  expect(await outcomeOf(take(place, show, 1))).toBe('TOO_MANY_REQUESTS');
});

test('a hold that is paid does not count', async () => {
  const { show, place } = await whoLetLapse(7);
  const { reservationId } = await take(place, show, 1);
  await passes(holdSeconds - 1, place);
  await charge(stores.db, place.userId, { amount: 50_000, idempotencyKey: 'enough-money' });
  await pay(stores.db, {
    userId: place.userId,
    reservationId,
    turn: place,
    idempotencyKey: 'bought-it',
  });
  const next = { ...place, number: place.number + 1 };
  expect(await take(next, show, 3)).toMatchObject({ status: 'HELD' });
});

test('holds at one concert do not count at another', async () => {
  const { place } = await whoLetLapse(8);
  const elsewhere = await aHolder(stores, { person: place.userId });
  expect(elsewhere.reservation.status).toBe('HELD');
});

type Again = (place: Place, show: PerformanceIds) => Promise<unknown>;

/**
 * Lets a user at the unpaid-hold limit release a hold and request its seat again at the same time.
 * Returns the number of new holds.
 */
async function holdsAnew(again: Again): Promise<number> {
  const { show, place } = await whoLetLapse(7);
  const { reservationId } = await take(place, show, 1);
  await passes(holdSeconds - 1, place);
  await tally([
    ...[1, 2, 3, 4].map(() => again(place, show)),
    release(stores.db, place.userId, show.concertId, reservationId),
  ]);
  return stores.db.reservation.count({
    where: { userId: place.userId, status: 'HELD', id: { not: reservationId } },
  });
}

test('a concurrent release and hold, in any order, begin no new hold beyond the limit', async () => {
  for (let round = 0; round < 3; round++)
    expect(await holdsAnew((place, show) => take(place, show, 1))).toBe(0);
});

test('negative control: checking the limit before the buyer is locked lets a new hold begin', async () => {
  const holdBehind =
    (everyone: () => Promise<void>): Again =>
    async ({ userId, concertId }, { performanceId }) => {
      const seenState = () =>
        stores.db.buyer.findUniqueOrThrow({ where: { userId_concertId: { userId, concertId } } });
      const { holdPenaltyUntil } = await seenState();
      await everyone();
      const counts = (holdPenaltyUntil.getTime() - Date.now()) / 1000;
      if (counts > 8 * holdSeconds) throw new Refusal('TOO_MANY_REQUESTS', {});
      while ((await seenState()).heldReservationId !== null);
      await stores.db.$transaction(async (tx) => {
        const buyer = await lockBuyer(tx, userId, concertId);
        if (buyer.heldReservationId !== null) return;
        const data = {
          userId,
          concertId,
          performanceId,
          seats: [1],
          pricesKrw: [50_000n],
          placeEpoch: 1,
          placeNumber: 1,
        };
        const { id } = await tx.reservation.create({
          data: { ...data, heldUntil: new Date(Date.now() + 60_000) },
        });
        const where = { userId_concertId: { userId, concertId } };
        await tx.buyer.update({ where, data: { heldReservationId: id, seatsHeld: 1 } });
      });
    };
  let begun = 0;
  // On a busy machine, the check can come after the end of the last hold.
  for (let round = 0; round < 5 && begun === 0; round++)
    begun = await holdsAnew(holdBehind(gate(4)));
  expect(begun).toBe(1);
});
