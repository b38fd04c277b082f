import { afterAll, beforeAll, expect, test } from 'vitest';
import { seatKind } from '../seating/seating.schema.ts';
import { aPerformance, aPerson } from '#tests/support/factories.ts';
import { outcomeOf, tally } from '#tests/support/people.ts';
import { testStores, type TestStores } from '#tests/support/stores.ts';
import { hallPlans, planSeats, removePlan, savePlan, seatsOf, writeSeats } from './seat-plan.ts';
import { hallPlanInput, planSeatList, type SeatFields, seatPlanInput } from './seat-plan.schema.ts';

let stores: TestStores;
let adminId: string;
beforeAll(async () => {
  stores = await testStores();
  adminId = await aPerson(stores.db, 'OWNER');
});
afterAll(() => stores.close());

const seats: SeatFields[] = [
  { seat: 1, grade: 'VIP', price: 150_000, kind: 'WHEELCHAIR', row: 1, column: 1 },
  { seat: 2, grade: 'VIP', price: 150_000, kind: 'COMPANION', companionOf: 1, row: 1, column: 2 },
  { seat: 3, grade: 'R', price: 90_000 },
];
const save = (name: string, saved = seats) => savePlan(stores.db, adminId, { name, seats: saved });

test('a plan is kept under its name, listed, and used for a date', async () => {
  const { planId } = await save('작은 홀');
  expect(await hallPlans(stores.db)).toEqual([{ planId, name: '작은 홀', seats }]);
  const { performanceId } = await aPerformance(stores.db);
  await stores.db.$transaction(async (tx) =>
    writeSeats(tx, performanceId, await planSeats(tx, planId)),
  );
  expect(await seatsOf(stores.db, performanceId)).toEqual([
    ...seats.slice(0, 2),
    { ...seats[2], kind: 'STANDARD' },
  ]);
});

test('saving a name again replaces its plan', async () => {
  const { planId } = await save('큰 홀');
  expect(await save('큰 홀', seats.slice(2))).toEqual({ planId });
  expect(await planSeats(stores.db, planId)).toEqual(seats.slice(2));
});

test('saves of one name at once make one plan', async () => {
  expect(await tally([1, 2, 3, 4].map(() => save('한 홀')))).toEqual({ done: 4 });
  expect((await hallPlans(stores.db)).filter(({ name }) => name === '한 홀')).toHaveLength(1);
});

test('a removed plan is gone, and an unknown one is NOT_FOUND', async () => {
  const { planId } = await save('옛 홀');
  expect(await removePlan(stores.db, adminId, planId)).toEqual({});
  expect(await outcomeOf(removePlan(stores.db, adminId, planId))).toBe('NOT_FOUND');
  expect(await outcomeOf(planSeats(stores.db, planId))).toBe('NOT_FOUND');
});

test('saving and removing a plan are audited', async () => {
  const { planId } = await save('기록 홀');
  await save('기록 홀', seats.slice(2));
  await removePlan(stores.db, adminId, planId);
  const name = '기록 홀';
  const plan = (count: number) => ({ planId, name, seats: count });
  const entries = await stores.db.auditEntry.findMany({
    orderBy: { id: 'desc' },
    take: 3,
    select: { action: true, actorId: true, before: true, after: true },
  });
  expect(entries).toEqual([
    { action: 'plans.remove', actorId: adminId, before: { planId, name }, after: null },
    { action: 'plans.save', actorId: adminId, before: plan(3), after: plan(1) },
    { action: 'plans.save', actorId: adminId, before: null, after: plan(3) },
  ]);
});

const [first, second, third] = seats;
test.each([
  ['no seat', [], ''],
  ['51 seats', Array.from({ length: 51 }, (_, at) => ({ seat: at + 1, grade: 'R', price: 1 })), ''],
  ['seat 51', [{ ...third, seat: 51 }], '0.seat'],
  ['no grade', [{ ...third, grade: '' }], '0.grade'],
  ['a grade of 11 characters', [{ ...third, grade: 'x'.repeat(11) }], '0.grade'],
  ['a negative price', [{ ...third, price: -1 }], '0.price'],
  ['a price above the highest', [{ ...third, price: 10_000_001 }], '0.price'],
  ['an unknown kind', [{ ...third, kind: 'BALCONY' }], '0.kind'],
  ['row 0', [{ ...third, row: 0, column: 1 }], '0.row'],
  ['column 101', [{ ...third, row: 1, column: 101 }], '0.column'],
  ['an unknown field', [{ ...third, colour: 'red' }], '0'],
  ['a seat twice', [third, third], '1.seat'],
  ['two prices of one grade', [third, { ...third, seat: 4, price: 1 }], '1.price'],
  ['two seats at one position', [first, { ...third, row: 1, column: 1 }], '1.column'],
  ['a row without a column', [{ ...third, row: 1 }], '0.column'],
  ['a companion seat without a wheelchair seat', [{ ...second, companionOf: undefined }], '0'],
  ['a companion of a missing seat', [second], '0.companionOf'],
  ['a companion of a standard seat', [second, { ...first, kind: 'STANDARD' }], '0.companionOf'],
  ['a wheelchair seat of a standard seat', [first, { ...third, companionOf: 1 }], '1.companionOf'],
  [
    'seven grades',
    Array.from({ length: 7 }, (_, at) => ({ seat: at + 1, grade: `G${String(at)}`, price: 1 })),
    '6.grade',
  ],
])('a plan with %s is refused with its path', (_, wrong, path) => {
  const { error } = planSeatList.safeParse(wrong);
  expect(error?.issues[0]?.path.join('.').startsWith(path)).toBe(true);
  expect(hallPlanInput.safeParse({ name: 'x', seats: wrong }).success).toBe(false);
});

test('the largest plan is accepted: 50 seats, six grades, all kinds, the last row and column', () => {
  const largest = Array.from({ length: 50 }, (_, at) => ({
    seat: at + 1,
    grade: `${'x'.repeat(9)}${String(at % 6)}`,
    price: 10_000_000 - (at % 6),
    kind: seatKind.options[at % 2 === 0 ? 1 : 3],
    row: 100 - (at % 50),
    column: 100,
  }));
  expect(planSeatList.safeParse(largest).error).toBeUndefined();
  const input = { performanceId: 1, version: 1, seats: largest };
  expect(seatPlanInput.safeParse(input).error).toBeUndefined();
  expect(
    seatPlanInput.safeParse({ ...input, seats: [third, third] }).error?.issues[0]?.path,
  ).toEqual(['seats', 1, 'seat']);
});
