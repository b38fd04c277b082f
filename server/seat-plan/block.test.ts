import { afterAll, beforeAll, expect, test } from 'vitest';
import { Refusal } from '../errors/refusal.ts';
import { pay } from '../payment/payment.ts';
import { hold, seats as seatsFor } from '../seating/seating.ts';
import { auditNow } from '#tests/support/database-state.ts';
import { aPerformance, aPerson, type PerformanceIds } from '#tests/support/factories.ts';
import { admittedUsers, aHolder, endHoldIn, gate, outcomeOf } from '#tests/support/people.ts';
import { testStores, type TestStores } from '#tests/support/stores.ts';
import { blockSeats, unblockSeats } from './seat-plan.ts';

let stores: TestStores;
let adminId: string;
beforeAll(async () => {
  stores = await testStores();
  adminId = await aPerson(stores.db, 'OWNER');
});
afterAll(() => stores.close());

const reason = '음향석';
const block = ({ performanceId }: PerformanceIds, ...seats: number[]) =>
  blockSeats(stores.db, adminId, { performanceId, seats, reason });
const unblock = ({ performanceId }: PerformanceIds, ...seats: number[]) =>
  unblockSeats(stores.db, adminId, { performanceId, seats, reason });
const numbersIn = async (state: string, { performanceId }: PerformanceIds) =>
  (await seatsFor(stores.db, performanceId, adminId))
    .filter((seat) => seat.state === state)
    .map(({ seat }) => seat);

test('blocked seats are not for sale, and unblocked ones are again; both are audited', async () => {
  const show = await aPerformance(stores.db);
  expect(await block(show, 3, 1)).toEqual({ seats: [1, 3] });
  expect(await numbersIn('blocked', show)).toEqual([1, 3]);
  expect(await block(show, 1)).toEqual({ seats: [1] });
  expect(await unblock(show, 1, 2)).toEqual({ seats: [1, 2] });
  expect(await numbersIn('blocked', show)).toEqual([3]);
  const entries = await stores.db.auditEntry.findMany({
    where: { concertId: show.concertId },
    orderBy: { id: 'asc' },
    select: { action: true, reason: true, actorId: true, before: true, after: true },
  });
  const { performanceId } = show;
  const entry = (action: string, before: [number, string | null][]) => ({
    action,
    reason,
    actorId: adminId,
    before: {
      performanceId,
      seats: before.map(([seat, blockedReason]) => ({ seat, blockedReason })),
    },
    after: { performanceId, seats: before.map(([seat]) => seat) },
  });
  expect(entries).toEqual([
    entry('seats.block', [
      [1, null],
      [3, null],
    ]),
    entry('seats.block', [[1, reason]]),
    entry('seats.unblock', [
      [1, reason],
      [2, null],
    ]),
  ]);
});

test('held and sold seats are refused with their numbers, and no seat changes', async () => {
  const { show, ...payer } = await aHolder(stores, { money: 50_000, seats: [1] });
  await pay(stores.db, { ...payer, idempotencyKey: 'the-payment' });
  await aHolder(stores, { seats: [4, 2], show });
  const taken = { code: 'SEAT_TAKEN', details: { seats: [1, 2, 4] } };
  await expect(block(show, 5, 4, 3, 2, 1)).rejects.toMatchObject(taken);
  await expect(unblock(show, 5, 4, 3, 2, 1)).rejects.toMatchObject(taken);
  expect(await numbersIn('blocked', show)).toEqual([]);
  expect(await stores.db.auditEntry.count({ where: { concertId: show.concertId } })).toBe(0);
});

test('seats of a lapsed hold can be blocked, and its closing later releases nothing else', async () => {
  const { show, reservationId } = await aHolder(stores, { seats: [1, 2] });
  await endHoldIn(stores, reservationId, -1_000);
  expect(await block(show, 1)).toEqual({ seats: [1] });
  expect(await numbersIn('blocked', show)).toEqual([1]);
  expect((await auditNow()).filter(({ breaches }) => breaches > 0)).toEqual([]);
});

test('an unknown date or seat is NOT_FOUND', async () => {
  const show = await aPerformance(stores.db);
  expect(await outcomeOf(block({ ...show, performanceId: 2_147_483_647 }, 1))).toBe('NOT_FOUND');
  await stores.db.seat.deleteMany({ where: { performanceId: show.performanceId, number: 50 } });
  expect(await outcomeOf(block(show, 1, 50))).toBe('NOT_FOUND');
  expect(await numbersIn('blocked', show)).toEqual([]);
});

type Block = (show: PerformanceIds, seat: number) => Promise<unknown>;

/** Blocks ten seats while a user holds each of them. Returns both outcomes for each seat. */
async function blockAgainstHold(
  attempt: Block,
  held: () => Promise<void> = () => Promise.resolve(),
): Promise<string[]> {
  const show = await aPerformance(stores.db);
  const places = await admittedUsers(stores, show, 10);
  return Promise.all(
    places.map(async (place, at) => {
      const request = { performanceId: show.performanceId, seats: [at + 1] };
      const holding = outcomeOf(hold(stores, place, request)).finally(() => void held());
      return `${await outcomeOf(attempt(show, at + 1))} / ${await holding}`;
    }),
  );
}
const oneOfBoth = ['done / SEAT_BLOCKED', 'SEAT_TAKEN / done'];
const breaches = async () => (await auditNow()).filter((finding) => finding.breaches > 0);

test('of a block and a hold of one seat at once, exactly one succeeds', async () => {
  for (let round = 0; round < 3; round++)
    for (const outcomes of await blockAgainstHold(block)) expect(oneOfBoth).toContain(outcomes);
  expect(await breaches()).toEqual([]);
});

test('negative control: looking for an owner before the block takes seats from their holders', async () => {
  const blockBehind =
    (allHeld: () => Promise<void>): Block =>
    async ({ performanceId }, seat) => {
      const where = { performanceId_number: { performanceId, number: seat } };
      const { reservationId } = await stores.db.seat.findUniqueOrThrow({ where });
      if (reservationId !== null) throw new Refusal('SEAT_TAKEN', { seats: [seat] });
      await allHeld();
      await stores.db.seat.update({
        where,
        data: { blockedReason: reason, reservationId: null, heldUntil: null },
      });
    };
  const outcomes: string[] = [];
  // On a busy machine, all holds of a round can end before the first look.
  for (let round = 0; round < 5 && !outcomes.includes('done / done'); round++) {
    const allHeld = gate(20);
    outcomes.push(...(await blockAgainstHold(blockBehind(allHeld), allHeld)));
  }
  expect(outcomes).toContain('done / done');
  expect((await breaches()).map(({ check }) => check)).toContain('held-seats');
});
