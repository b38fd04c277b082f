import { expect, test } from 'vitest';
import { aPerformance, aPerson, giveRole } from '#tests/support/factories.ts';
import { aHolder, outcomeOf, refusalOf } from '#tests/support/people.ts';
import { concertFields, inDays, versionOf } from '#tests/support/staff-world.ts';
import { ownersWorld } from '#tests/support/test-site.ts';
import { trpcCallerOf } from '#tests/support/trpc-caller.ts';
import {
  addPerformance,
  archiveConcert,
  cancelPerformance,
  closeConcert,
  copyConcert,
  createConcert,
  getConcert,
  listConcerts,
  publishConcert,
  updateConcert,
} from './concert.ts';

const { stores, owner } = ownersWorld();

const seats = [
  { seat: 1, grade: 'VIP' as const, price: 90_000 },
  { seat: 2, grade: 'R' as const, price: 50_000 },
];

test('a copy is a draft with the dates and seats of its original, some days later, and nothing of its sale', async () => {
  const { show } = await aHolder(stores, { seats: [1, 2] });
  await stores.db.seat.updateMany({
    where: { performanceId: show.performanceId, number: 3 },
    data: { blockedReason: '음향석' },
  });
  const dropped = await addPerformance(stores, owner.userId, {
    concertId: show.concertId,
    version: await versionOf(stores.db, show.concertId),
    startsAt: inDays(40),
    seats,
  });
  const { performanceId } = dropped;
  const cancellation = { performanceId, reason: '태풍', idempotencyKey: 'cancel-it-1' };
  await cancelPerformance(stores, owner.userId, cancellation);
  await stores.db.concert.update({
    where: { id: show.concertId },
    data: { paused: true, pauseReason: '점검', message: '곧 열려요' },
  });
  const original = await getConcert(stores.db, show.concertId);
  const { concertId } = await copyConcert(stores.db, owner.userId, {
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
  expect(copy.performances).toHaveLength(1);
  expect(await stores.db.concert.findUnique({ where: { id: concertId } })).toMatchObject({
    paused: false,
    pauseReason: null,
    message: null,
  });
  const copied = await stores.db.seat.findMany({ where: { performance: { concertId } } });
  expect(copied).toHaveLength(50);
  expect(
    copied.filter((seat) => seat.reservationId !== null || seat.blockedReason !== null),
  ).toEqual([]);
  await stores.db.$executeRaw`
    UPDATE performances SET starts_at = '2099-12-30T10:00:00Z', ends_at = '2099-12-30T12:00:00Z'
    WHERE concert_id = ${concertId}`;
  for (const shiftDays of [2, 3_650 * 8])
    expect(
      await refusalOf(copyConcert(stores.db, owner.userId, { concertId, shiftDays })),
    ).toMatchObject({ details: { issues: [{ path: 'shiftDays' }] } });
  expect(await outcomeOf(copyConcert(stores.db, owner.userId, { concertId, shiftDays: 1 }))).toBe(
    'done',
  );
});

test('the list has pages and filters, newest first', async () => {
  for (let made = 0; made < 51; made++) await createConcert(stores.db, owner.userId, concertFields);
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

test('staff of named concerts list these alone, with their roles for all concerts', async () => {
  const [one, two] = [await aPerformance(stores.db), await aPerformance(stores.db)];
  const person = await aPerson(stores.db, 'DOOR', one.concertId);
  const list = () => trpcCallerOf(stores, person).call.admin.concerts.list();
  expect(await list()).toMatchObject({ items: [{ concertId: one.concertId }], roles: [] });
  await giveRole(stores.db, person, 'SUPPORT', two.concertId);
  expect((await list()).items.map(({ concertId }) => concertId)).toEqual([
    two.concertId,
    one.concertId,
  ]);
});

test('a manager of one concert copies the seats of its dates only', async () => {
  const [own, other] = [await aPerformance(stores.db), await aPerformance(stores.db)];
  const manager = await aPerson(stores.db, 'MANAGER', own.concertId);
  const add = async (copyFrom: number, days: number) =>
    trpcCallerOf(stores, manager).call.admin.performances.add({
      concertId: own.concertId,
      version: await versionOf(stores.db, own.concertId),
      startsAt: inDays(days),
      copyFrom,
    });
  expect(await outcomeOf(add(other.performanceId, 40))).toBe('NOT_FOUND');
  expect(await outcomeOf(add(own.performanceId, 40))).toBe('done');
});

test('an unknown concert is NOT_FOUND', async () => {
  const concertId = 2_147_483_647;
  const asked = [
    getConcert(stores.db, concertId),
    updateConcert(stores, owner.userId, { concertId, version: 1 }),
    publishConcert(stores, owner.userId, { concertId, version: 1 }),
    closeConcert(stores, owner.userId, { concertId, version: 1, reason: 'x' }),
    archiveConcert(stores, owner.userId, { concertId, version: 1, archived: true }),
    copyConcert(stores.db, owner.userId, { concertId, shiftDays: 1 }),
    addPerformance(stores, owner.userId, { concertId, version: 1, startsAt: inDays(3), seats }),
  ];
  expect(await Promise.all(asked.map(outcomeOf))).toEqual(asked.map(() => 'NOT_FOUND'));
});
