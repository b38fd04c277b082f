import { afterAll, beforeAll, expect, test } from 'vitest';
import { aPerson } from '#tests/support/factories.ts';
import { auditNow } from '#tests/support/database-state.ts';
import { aHolder, outcomeOf, refusalOf } from '#tests/support/people.ts';
import { concertFields, inDays } from '#tests/support/staff-world.ts';
import { testStores, type TestStores } from '#tests/support/stores.ts';
import {
  addPerformance,
  archiveConcert,
  closeConcert,
  copyConcert,
  createConcert,
  getConcert,
  listConcerts,
  publishConcert,
  updateConcert,
} from './concert.ts';

let stores: TestStores;
let actorId: string;
beforeAll(async () => {
  stores = await testStores();
  actorId = await aPerson(stores.db, 'OWNER');
});
afterAll(async () => {
  expect((await auditNow()).filter(({ breaches }) => breaches > 0)).toEqual([]);
  await stores.close();
});

const seats = [
  { seat: 1, grade: 'VIP' as const, price: 90_000 },
  { seat: 2, grade: 'R' as const, price: 50_000 },
];

test('a copy is a draft with the dates and seats of its original, some days later', async () => {
  const { show } = await aHolder(stores, { seats: [1, 2] });
  await stores.db.seat.updateMany({
    where: { performanceId: show.performanceId, number: 3 },
    data: { blockedReason: '음향석' },
  });
  const original = await getConcert(stores.db, show.concertId);
  const { concertId } = await copyConcert(stores.db, actorId, {
    concertId: show.concertId,
    shiftDays: 7,
  });
  const later = (iso: string) => new Date(Date.parse(iso) + 7 * 86_400_000).toISOString();
  const copy = await getConcert(stores.db, concertId);
  const [date] = original.performances;
  expect(copy).toMatchObject({
    title: original.title,
    policy: original.policy,
    state: 'DRAFT',
    opensAt: later(original.opensAt),
    performances: [{ startsAt: later(date?.startsAt ?? ''), seats: date?.seats }],
  });
  const copied = await stores.db.seat.findMany({ where: { performance: { concertId } } });
  expect(copied).toHaveLength(50);
  expect(
    copied.filter((seat) => seat.reservationId !== null || seat.blockedReason !== null),
  ).toEqual([]);
  expect(
    await refusalOf(copyConcert(stores.db, actorId, { concertId, shiftDays: 3_650 * 8 })),
  ).toMatchObject({ details: { issues: [{ path: 'shiftDays' }] } });
});

test('the list has pages and filters, newest first', async () => {
  for (let made = 0; made < 51; made++) await createConcert(stores.db, actorId, concertFields);
  const first = await listConcerts(stores.db, { state: 'DRAFT' });
  expect(first.items).toHaveLength(50);
  const rest = await listConcerts(stores.db, { state: 'DRAFT', cursor: first.cursor ?? 0 });
  const ids = [...first.items, ...rest.items].map(({ concertId }) => concertId);
  expect(ids).toEqual(ids.toSorted((a, b) => b - a));
  expect(new Set(ids).size).toBe(ids.length);
  expect(await stores.db.concert.count({ where: { state: 'DRAFT' } })).toBeGreaterThanOrEqual(51);
  const published = await listConcerts(stores.db, { state: 'PUBLISHED', archived: false });
  for (const { state } of published.items) expect(state).toBe('PUBLISHED');
});

test('an unknown concert is NOT_FOUND', async () => {
  const concertId = 2_147_483_647;
  const asked = [
    getConcert(stores.db, concertId),
    updateConcert(stores, actorId, { concertId, version: 1 }),
    publishConcert(stores, actorId, { concertId, version: 1 }),
    closeConcert(stores, actorId, { concertId, version: 1, reason: 'x' }),
    archiveConcert(stores, actorId, { concertId, version: 1, archived: true }),
    copyConcert(stores.db, actorId, { concertId, shiftDays: 1 }),
    addPerformance(stores, actorId, { concertId, version: 1, startsAt: inDays(3), seats }),
  ];
  expect(await Promise.all(asked.map(outcomeOf))).toEqual(asked.map(() => 'NOT_FOUND'));
});
