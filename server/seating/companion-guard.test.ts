import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Db } from '../database/db.ts';
import { Refusal } from '../errors/refusal.ts';
import { pay } from '../payment/payment.ts';
import type { Place } from '../queue/queue.ts';
import { mutated } from '#tests/mutants/mutations.ts';
import { lockIsWaitedFor } from '#tests/support/database-state.ts';
import { aPerformance, type PerformanceIds } from '#tests/support/factories.ts';
import { admitted, aHolder, gate, type Holder, outcomeOf } from '#tests/support/people.ts';
import { anotherClient, testStores, type TestStores } from '#tests/support/stores.ts';
import { hold, release, seats } from './seating.ts';

let stores: TestStores;
beforeAll(async () => void (stores = await testStores()));
afterAll(() => stores.close());

const setKind = (
  db: Pick<Db, 'seat'>,
  { performanceId }: PerformanceIds,
  number: number,
  data: { kind: 'WHEELCHAIR' } | { kind: 'COMPANION'; companionOf: number },
) => db.seat.update({ where: { performanceId_number: { performanceId, number } }, data });

/** Creates a performance whose seat 1 is a wheelchair seat, with the companion seats 2 and 3. */
async function anAccessibleShow(): Promise<PerformanceIds> {
  const show = await aPerformance(stores.db);
  await setKind(stores.db, show, 1, { kind: 'WHEELCHAIR' });
  await stores.db.$transaction([
    setKind(stores.db, show, 2, { kind: 'COMPANION', companionOf: 1 }),
    setKind(stores.db, show, 3, { kind: 'COMPANION', companionOf: 1 }),
  ]);
  return show;
}

const take = (place: Place, { performanceId }: PerformanceIds, ...numbers: number[]) =>
  hold(stores, place, { performanceId, seats: numbers });
const mineOf = async ({ performanceId }: PerformanceIds, { userId }: Place) =>
  (await seats(stores.db, performanceId, userId))
    .filter(({ state }) => state === 'mine')
    .map(({ seat }) => seat);

test('a companion seat without its wheelchair seat is refused with its number, and nothing is held', async () => {
  const show = await anAccessibleShow();
  const place = await admitted(stores, show);
  await expect(take(place, show, 3, 2, 9)).rejects.toMatchObject({
    code: 'COMPANION',
    details: { seats: [2, 3] },
  });
  expect(await mineOf(show, place)).toEqual([]);
  expect(await take(place, show, 1, 2)).toMatchObject({ seats: [1, 2] });
});

test('a wheelchair seat is shown, held and paid like any other, alone or with companion seats that join it later', async () => {
  const show = await anAccessibleShow();
  const holder = await aHolder(stores, { seats: [1], money: 100_000, show });
  expect((await seats(stores.db, show.performanceId, holder.userId)).slice(0, 4)).toMatchObject([
    { seat: 1, kind: 'WHEELCHAIR', companionOf: null, state: 'mine' },
    { seat: 2, kind: 'COMPANION', companionOf: 1, state: 'available' },
    { seat: 3, kind: 'COMPANION', companionOf: 1, state: 'available' },
    { seat: 4, kind: 'STANDARD', companionOf: null, state: 'available' },
  ]);
  expect(await take(holder.turn, show, 3)).toMatchObject({ seats: [1, 3] });
  const { tickets } = await pay(stores.db, { ...holder, idempotencyKey: 'the-payment' });
  expect(tickets.map(({ seat }) => seat)).toEqual([1, 3]);
  const alone = await aHolder(stores, {
    seats: [1],
    money: 50_000,
    show: await anAccessibleShow(),
  });
  expect(await outcomeOf(pay(stores.db, { ...alone, idempotencyKey: 'the-payment' }))).toBe('done');
});

test('a companion seat cannot join a hold without its wheelchair seat', async () => {
  const show = await anAccessibleShow();
  const { turn } = await aHolder(stores, { seats: [9], show });
  await expect(take(turn, show, 2)).rejects.toMatchObject({
    code: 'COMPANION',
    details: { seats: [2] },
  });
  expect(await mineOf(show, turn)).toEqual([9]);
});

test('the wheelchair seat of another user does not count', async () => {
  const show = await anAccessibleShow();
  await aHolder(stores, { seats: [1], show });
  expect(await outcomeOf(take(await admitted(stores, show), show, 2))).toBe('COMPANION');
});

test('a wheelchair seat is released only with its companion seats, or after them', async () => {
  const show = await anAccessibleShow();
  const { turn, userId, reservationId } = await aHolder(stores, { seats: [1, 2, 9], show });
  const give = (...numbers: number[]) =>
    release(stores.db, userId, show.concertId, reservationId, numbers);
  await expect(give(1)).rejects.toMatchObject({ code: 'COMPANION', details: { seats: [2] } });
  expect(await mineOf(show, turn)).toEqual([1, 2, 9]);
  expect(await give(1, 2)).toMatchObject({ seats: [9] });
});

test('a rush of groups refuses the lone companion seats and holds all others', async () => {
  const show = await anAccessibleShow();
  const places = await Promise.all(Array.from({ length: 6 }, () => admitted(stores, show)));
  const outcomes = await Promise.all(
    places.map((place, at) => outcomeOf(take(place, show, at === 0 ? 2 : at + 9))),
  );
  expect(outcomes).toEqual(['COMPANION', 'done', 'done', 'done', 'done', 'done']);
});

type Change = (holder: Holder, seat: number) => Promise<unknown>;

/**
 * Lets a user with wheelchair seat 1 add companion seat 2 and release seat 1 at once. Returns the
 * user's seats.
 */
async function seatsAfter(adding: Change, releasing: Change): Promise<number[]> {
  const show = await anAccessibleShow();
  const holder = await aHolder(stores, { seats: [1, 9], show });
  await Promise.all([outcomeOf(adding(holder, 2)), outcomeOf(releasing(holder, 1))]);
  return mineOf(show, holder.turn);
}

test('a user who adds a companion seat and releases its wheelchair seat at once never keeps it alone', async () => {
  const db = anotherClient(stores.db);
  const adding: Change = ({ turn, show: { performanceId } }, seat) =>
    hold({ ...stores, db }, turn, { performanceId, seats: [seat] });
  const releasing: Change = ({ userId, show, reservationId }, seat) =>
    release(stores.db, userId, show.concertId, reservationId, [seat]);
  for (let round = 0; round < 5; round++)
    expect([[9], [1, 2, 9]]).toContainEqual(await seatsAfter(adding, releasing));
});

test('negative control: judging before the buyer’s lock keeps the companion seat alone', async () => {
  const bothJudged = gate(2);
  const seatsOf = async ({ reservationId: id }: Holder) =>
    (await stores.db.reservation.findUniqueOrThrow({ where: { id } })).seats;
  const judgeThenAdd: Change = async (holder, seat) => {
    const own = await seatsOf(holder);
    await bothJudged();
    if (!own.includes(1)) throw new Refusal('COMPANION', { seats: [seat] });
    await stores.db.$executeRaw`
      UPDATE seats SET (reservation_id, held_until) = (SELECT id, held_until FROM reservations WHERE id = ${holder.reservationId})
      WHERE performance_id = ${holder.show.performanceId} AND number = ${seat}`;
  };
  const judgeThenGive: Change = async (holder, seat) => {
    const own = await seatsOf(holder);
    await bothJudged();
    if (own.includes(2)) throw new Refusal('COMPANION', { seats: [2] });
    await stores.db.$executeRaw`
      UPDATE seats SET reservation_id = NULL, held_until = NULL
      WHERE performance_id = ${holder.show.performanceId} AND number = ${seat}`;
  };
  expect(await seatsAfter(judgeThenAdd, judgeThenGive)).toEqual([2, 9]);
});

/** Makes seat 2 a companion seat while a hold waits for its lock. Returns the hold's outcome. */
async function heldWhileItChanges(db: Db): Promise<string> {
  const show = await aPerformance(stores.db);
  await setKind(stores.db, show, 1, { kind: 'WHEELCHAIR' });
  const place = await admitted(stores, show);
  let outcome: Promise<string> | undefined;
  await stores.db.$transaction(async (tx) => {
    await setKind(tx, show, 2, { kind: 'COMPANION', companionOf: 1 });
    outcome = outcomeOf(
      hold({ ...stores, db }, place, { performanceId: show.performanceId, seats: [2] }),
    );
    expect(await lockIsWaitedFor(tx)).toBe(true);
  });
  return (await outcome) ?? '';
}

test('a hold that waits for a seat which becomes a companion seat is refused', async () => {
  expect(await heldWhileItChanges(stores.db)).toBe('COMPANION');
});

test('negative control: a hold that does not judge the locked seats gets the companion seat alone', async () => {
  const { db, unmet } = mutated(stores.db, {
    sql: [
      ['FROM free WHERE n <> ALL (ARRAY(SELECT n FROM lone)) GROUP BY n', 'FROM free GROUP BY n'],
    ],
  });
  expect(await heldWhileItChanges(db)).toBe('done');
  expect(unmet()).toEqual([]);
});
