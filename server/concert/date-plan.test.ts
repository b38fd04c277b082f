import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Db } from '../database/db.ts';
import { pay, refund } from '../payment/payment.ts';
import { seatsOf, writeSeats } from '../seat-plan/seat-plan.ts';
import type { SeatFields } from '../seat-plan/seat-plan.schema.ts';
import { hold, seats as seatsFor } from '../seating/seating.ts';
import { auditNow, lockIsWaitedFor } from '#tests/support/database-state.ts';
import { aPerformance, aPerson, type PerformanceIds } from '#tests/support/factories.ts';
import { admitted, aHolder, endHoldIn, gate, outcomeOf, tally } from '#tests/support/people.ts';
import { testStores, type TestStores } from '#tests/support/stores.ts';
import { changePlan, importPlan } from './date-plan.ts';
import { lockConcert } from './version.ts';

let stores: TestStores;
let adminId: string;
beforeAll(async () => {
  stores = await testStores();
  adminId = await aPerson(stores.db, 'OWNER');
});
afterAll(() => stores.close());

const versionOf = async ({ concertId }: PerformanceIds) =>
  (await stores.db.concert.findUniqueOrThrow({ where: { id: concertId } })).version;
const planOf = ({ performanceId }: PerformanceIds) => seatsOf(stores.db, performanceId);
const numbered = (numbers: number[], fields: Omit<SeatFields, 'seat'>): SeatFields[] =>
  numbers.map((seat) => ({ seat, ...fields }));
const all = Array.from({ length: 50 }, (_, at) => at + 1);
const R = { grade: 'R', price: 50_000 };

async function change(
  show: PerformanceIds,
  seats: SeatFields[],
  { version, partial = false }: { version?: number; partial?: boolean } = {},
) {
  const { performanceId } = show;
  const given = version ?? (await versionOf(show));
  return changePlan(stores.db, adminId, { performanceId, version: given, seats, partial });
}

test('a plan replaces the seats of a date, and raises the version of its concert', async () => {
  const show = await aPerformance(stores.db);
  const before = await versionOf(show);
  const next: SeatFields[] = [
    { seat: 1, grade: 'VIP', price: 150_000, kind: 'WHEELCHAIR', row: 1, column: 1 },
    { seat: 2, grade: 'VIP', price: 150_000, kind: 'COMPANION', companionOf: 1, row: 1, column: 2 },
    { seat: 50, grade: '앞자리', price: 0, kind: 'RESTRICTED' },
  ];
  const { version } = await change(show, next);
  expect(version).toBeGreaterThan(before);
  expect(version).toBe(await versionOf(show));
  expect(await planOf(show)).toEqual(next);
  const shown = await seatsFor(stores.db, show.performanceId, adminId);
  expect(shown).toMatchObject([
    { seat: 1, kind: 'WHEELCHAIR', companionOf: null, row: 1, column: 1 },
    { seat: 2, kind: 'COMPANION', companionOf: 1, row: 1, column: 2 },
    { seat: 50, grade: '앞자리', price: 0, kind: 'RESTRICTED', row: null, column: null },
  ]);
});

test('a partial plan changes or adds its seats, and keeps all others', async () => {
  const show = await aPerformance(stores.db);
  await change(show, numbered([1, 2, 3], R));
  await change(show, numbered([3, 4], { grade: 'VIP', price: 90_000 }), { partial: true });
  expect((await planOf(show)).map(({ seat, grade }) => [seat, grade])).toEqual([
    [1, 'R'],
    [2, 'R'],
    [3, 'VIP'],
    [4, 'VIP'],
  ]);
});

test('a partial plan that does not fit the other seats is refused with the field', async () => {
  const show = await aPerformance(stores.db);
  await expect(
    change(show, numbered([7, 8], { grade: 'R', price: 60_000 }), { partial: true }),
  ).rejects.toMatchObject({
    code: 'BAD_INPUT',
    details: { issues: [{ path: 'seats.0.price' }, { path: 'seats.1.price' }] },
  });
  await change(
    show,
    [
      { seat: 1, ...R, kind: 'WHEELCHAIR' },
      { seat: 2, ...R, kind: 'COMPANION', companionOf: 1 },
    ],
    { partial: true },
  );
  // Seat 2, which the input does not name, would lose its wheelchair seat.
  await expect(change(show, [{ seat: 1, ...R }], { partial: true })).rejects.toMatchObject({
    details: { issues: [{ path: 'seats' }] },
  });
});

test('seats can swap positions, kinds and grades in one plan', async () => {
  const show = await aPerformance(stores.db);
  await change(show, [
    { seat: 1, ...R, kind: 'WHEELCHAIR', row: 1, column: 1 },
    { seat: 2, ...R, kind: 'COMPANION', companionOf: 1, row: 1, column: 2 },
  ]);
  const swapped: SeatFields[] = [
    { seat: 1, ...R, kind: 'COMPANION', companionOf: 2, row: 1, column: 2 },
    { seat: 2, ...R, kind: 'WHEELCHAIR', row: 1, column: 1 },
  ];
  await change(show, swapped);
  expect(await planOf(show)).toEqual(swapped);
});

test('an import makes a CSV the plan, and a refused one changes nothing', async () => {
  const show = await aPerformance(stores.db);
  const put = async (csv: string) =>
    importPlan(stores.db, adminId, {
      performanceId: show.performanceId,
      version: await versionOf(show),
      csv,
    });
  await put('seat,grade,price\n1,R,50000\n2,S,30000');
  expect((await planOf(show)).map(({ seat, price }) => [seat, price])).toEqual([
    [1, 50_000],
    [2, 30_000],
  ]);
  const before = await versionOf(show);
  await expect(put('seat,grade,price\n1,R,50000\n2,S,x')).rejects.toMatchObject({
    code: 'BAD_INPUT',
    details: { issues: [{ path: 'csv.3.price' }] },
  });
  expect(await versionOf(show)).toBe(before);
  expect(await planOf(show)).toHaveLength(2);
});

test('a change is audited with the changed seats before and after', async () => {
  const show = await aPerformance(stores.db);
  await change(show, numbered([1, 2], R));
  await change(show, [
    { seat: 1, ...R },
    { seat: 2, grade: 'S', price: 30_000 },
  ]);
  const entry = await stores.db.auditEntry.findFirst({
    where: { concertId: show.concertId },
    orderBy: { id: 'desc' },
  });
  expect(entry).toMatchObject({ actorId: adminId, action: 'seats.plan' });
  expect(JSON.stringify(entry)).toContain('"seat":2');
  expect(JSON.stringify(entry)).not.toContain('"seat":1');
});

test('an unknown date is NOT_FOUND, and a stale version is refused without any change', async () => {
  const show = await aPerformance(stores.db);
  const stale = await versionOf(show);
  const none = { concertId: 0, performanceId: 2_147_483_647 };
  expect(await outcomeOf(change(none, numbered([1], R), { version: 1 }))).toBe('NOT_FOUND');
  const { version } = await change(show, numbered([1, 2], R));
  await expect(change(show, numbered([1], R), { version: stale })).rejects.toMatchObject({
    code: 'CHANGED',
    details: { version },
  });
  expect(await planOf(show)).toHaveLength(2);
});

test('of several editors at once with one version, one changes the plan and the others learn of it', async () => {
  const show = await aPerformance(stores.db);
  const version = await versionOf(show);
  const editors = [1, 2, 3, 4].map((seat) => change(show, numbered([seat], R), { version }));
  expect(await tally(editors)).toEqual({ done: 1, CHANGED: 3 });
  expect(await planOf(show)).toHaveLength(1);
});

test('negative control: comparing the version before the change overwrites the other editors', async () => {
  const show = await aPerformance(stores.db);
  const version = await versionOf(show);
  const allCompared = gate(4);
  const compareThenChange = async (seat: number) => {
    if ((await versionOf(show)) !== version) return;
    await allCompared();
    await stores.db.$transaction((tx) => writeSeats(tx, show.performanceId, numbered([seat], R)));
  };
  expect(await tally([1, 2, 3, 4].map(compareThenChange))).toEqual({ done: 4 });
});

test('a user’s first hold does not wait for a change of the plan before its seats are locked', async () => {
  const show = await aPerformance(stores.db);
  const place = await admitted(stores, show);
  await stores.db.$transaction(async (tx) => {
    await lockConcert(tx, show.concertId);
    const request = { performanceId: show.performanceId, seats: [1] };
    expect(await hold(stores, place, request)).toMatchObject({ status: 'HELD' });
  });
});

test('held and sold seats can change neither grade, kind nor wheelchair seat, and like seats with a void ticket cannot be removed', async () => {
  const { show, ...payer } = await aHolder(stores, { money: 200_000, seats: [1, 2] });
  await pay(stores.db, { ...payer, idempotencyKey: 'the-payment' });
  const refunded = await aHolder(stores, { money: 50_000, seats: [3], show });
  const { paymentId } = await pay(stores.db, { ...refunded, idempotencyKey: 'the-payment' });
  const idempotencyKey = 'the-refund';
  await refund(stores.db, { byUserId: adminId, paymentId, reason: 'r', idempotencyKey });
  await aHolder(stores, { seats: [4, 5, 6], show });
  const { reservationId } = await aHolder(stores, { seats: [7], show });
  await endHoldIn(stores, reservationId, -1_000);
  const before = await planOf(show);
  const without = (...numbers: number[]) =>
    numbered(
      all.filter((n) => !numbers.includes(n)),
      R,
    );
  await expect(change(show, without(1, 2, 3, 4, 8))).rejects.toMatchObject({
    code: 'IN_USE',
    details: { held: 1, sold: 3 },
  });
  const accessible = numbered(all, R).map((seat): SeatFields =>
    seat.seat === 4 || seat.seat === 1 ? { ...seat, kind: 'WHEELCHAIR' } : seat,
  );
  await expect(change(show, accessible)).rejects.toMatchObject({
    code: 'IN_USE',
    details: { held: 1, sold: 1 },
  });
  const renamed = numbered(all, R).map((seat) => ({ ...seat, grade: seat.seat < 5 ? 'VIP' : 'R' }));
  await expect(change(show, renamed)).rejects.toMatchObject({
    code: 'IN_USE',
    details: { held: 1, sold: 2 },
  });
  const pairs = await aPerformance(stores.db);
  const accessibleBy = (companionOf: number): SeatFields[] => [
    { seat: 1, ...R, kind: 'WHEELCHAIR' },
    { seat: 2, ...R, kind: 'COMPANION', companionOf },
    { seat: 3, ...R, kind: 'WHEELCHAIR' },
  ];
  await change(pairs, accessibleBy(1));
  await aHolder(stores, { seats: [1, 2], show: pairs });
  await expect(change(pairs, accessibleBy(3))).rejects.toMatchObject({
    code: 'IN_USE',
    details: { held: 1, sold: 0 },
  });
  expect(await planOf(show)).toEqual(before);
  await change(show, without(7, 8)); // a lapsed hold and a free seat
  expect(await planOf(show)).toHaveLength(48);
  expect((await auditNow()).filter(({ breaches }) => breaches > 0)).toEqual([]);
});

test('a price change touches neither held nor paid reservations, and later holds pay the new price', async () => {
  const { show, ...payer } = await aHolder(stores, { money: 50_000, seats: [1] });
  await pay(stores.db, { ...payer, idempotencyKey: 'the-payment' });
  const holder = await aHolder(stores, { money: 50_000, seats: [2], show });
  await change(show, numbered(all, { grade: 'R', price: 70_000 }));
  expect(await pay(stores.db, { ...holder, idempotencyKey: 'the-payment' })).toMatchObject({
    amount: 50_000,
    balance: 0,
  });
  const prices = await stores.db.reservation.findMany({
    where: { performanceId: show.performanceId },
    select: { pricesKrw: true, status: true },
  });
  expect(prices).toEqual([
    { pricesKrw: [50_000n], status: 'PAID' },
    { pricesKrw: [50_000n], status: 'PAID' },
  ]);
  expect((await aHolder(stores, { seats: [3], show })).reservation.price).toBe(70_000);
});

type PriceChange = (db: Db, show: PerformanceIds, price: number) => Promise<unknown>;

/**
 * Changes the price of all seats while a user holds one of them. Returns the price of the hold
 * before and after both have committed, and the price of its seat.
 */
async function heldWhilePriceChanges(priceChange: PriceChange) {
  const show = await aPerformance(stores.db);
  const place = await admitted(stores, show);
  const holding = hold(stores, place, { performanceId: show.performanceId, seats: [1] });
  const [held] = await Promise.all([holding, priceChange(stores.db, show, 70_000)]);
  const { pricesKrw } = await stores.db.reservation.findUniqueOrThrow({
    where: { id: held.reservationId },
  });
  return { stated: held.price, kept: Number(pricesKrw[0]) };
}

test('a hold during a price change costs what its reply states, before and after the change', async () => {
  const priceChange: PriceChange = (_, show, price) =>
    change(show, numbered(all, { grade: 'R', price }));
  for (let round = 0; round < 5; round++) {
    const { stated, kept } = await heldWhilePriceChanges(priceChange);
    expect(kept).toBe(stated);
    expect([50_000, 70_000]).toContain(stated);
  }
});

test('negative control: a price change that also writes to reservations changes what the reply states', async () => {
  const priceChange: PriceChange = async (db, { performanceId }, price) => {
    while ((await db.reservation.count({ where: { performanceId, status: 'HELD' } })) === 0);
    await db.seat.updateMany({ where: { performanceId }, data: { priceKrw: BigInt(price) } });
    await db.reservation.updateMany({
      where: { performanceId, status: 'HELD' },
      data: { pricesKrw: [BigInt(price)] },
    });
  };
  expect(await heldWhilePriceChanges(priceChange)).toEqual({ stated: 50_000, kept: 70_000 });
});

test('a hold that waits for a seat which a plan removes finds no such seat', async () => {
  const show = await aPerformance(stores.db);
  const place = await admitted(stores, show);
  let outcome: Promise<string> | undefined;
  await stores.db.$transaction(async (tx) => {
    await tx.seat.deleteMany({ where: { performanceId: show.performanceId, number: 1 } });
    outcome = outcomeOf(hold(stores, place, { performanceId: show.performanceId, seats: [1] }));
    expect(await lockIsWaitedFor(tx)).toBe(true);
  });
  expect(await outcome).toBe('NOT_FOUND');
});

test('of a hold and a plan that removes its seat at once, exactly one succeeds', async () => {
  for (let round = 0; round < 5; round++) {
    const show = await aPerformance(stores.db);
    const place = await admitted(stores, show);
    const outcomes = await Promise.all([
      outcomeOf(hold(stores, place, { performanceId: show.performanceId, seats: [1] })),
      outcomeOf(change(show, numbered(all.slice(1), R))),
    ]);
    expect([
      ['done', 'IN_USE'],
      ['NOT_FOUND', 'done'],
    ]).toContainEqual(outcomes);
  }
});

test('negative control: a plan that looks for owners before its locks removes a held seat', async () => {
  const show = await aPerformance(stores.db);
  const place = await admitted(stores, show);
  const { performanceId } = show;
  const owned = { performanceId, number: 1, reservationId: { not: null } };
  const found = await stores.db.seat.count({ where: owned });
  const outcome = await outcomeOf(hold(stores, place, { performanceId, seats: [1] }));
  if (found === 0) await stores.db.seat.deleteMany({ where: { performanceId, number: 1 } });
  expect([outcome, (await planOf(show)).length]).toEqual(['done', 49]);
});
