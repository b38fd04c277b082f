import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkPassword } from '#server/account/account.ts';
import { concert, concerts, openDates } from '#server/catalog/catalog.ts';
import { policyOf } from '#server/queue/policy/policy.ts';
import { someTexts } from '#tests/support/factories.ts';
import { testStores, type TestStores } from '#tests/support/stores.ts';
import { demonstrationAccounts, seed } from './seed.ts';

let stores: TestStores;
let added: boolean[];
const url = () => process.env['DATABASE_URL'] ?? '';
beforeAll(async () => {
  stores = await testStores();
  added = await Promise.all([seed(url()), seed(url()), seed(url())]);
}, 60_000);
afterAll(() => stores.close());

test('three concurrent seeds add everything once', async () => {
  expect(added.toSorted()).toEqual([false, false, true]);
  expect(await stores.db.user.count()).toBe(21);
  expect((await concerts(stores.db)).map(({ concertId }) => concertId).toSorted()).toEqual([
    1, 2, 3, 4, 5, 6,
  ]);
});

test('every demonstration user can sign in, is marked as such, and has an empty wallet', async () => {
  for (const [email, password] of [
    ['admin@jari.example', 'jari-admin-1234'],
    ['fan20@jari.example', 'jari-fan-1234'],
  ] as const)
    expect(await checkPassword(stores.db, { email, password })).not.toBeNull();
  expect(demonstrationAccounts).toHaveLength(21);
  expect(
    await stores.db.user.count({ where: { demonstration: true, account: { balanceKrw: 0 } } }),
  ).toBe(21);
  expect(
    await stores.db.staffGrant.findMany({
      select: { role: true, concertId: true, user: { select: { email: true } } },
    }),
  ).toEqual([{ role: 'OWNER', concertId: null, user: { email: 'admin@jari.example' } }]);
});

test('the demonstration concerts are complete, and the last three are sold out, ended and cancelled', async () => {
  const first = await openDates(stores.db, 1);
  expect(first.length).toBeGreaterThanOrEqual(3);
  for (const { seatsLeft } of first) expect(seatsLeft).toBe(50);
  const own = { capacity: true, ratePerMinute: true };
  expect(await stores.db.concert.findUnique({ where: { id: 1 }, select: own })).toEqual({
    capacity: null,
    ratePerMinute: null,
  });
  expect(await policyOf(stores.db, 2)).toMatchObject({ capacity: 5, ratePerMinute: 300 });
  const { opensAt, now } = await policyOf(stores.db, 3);
  expect(Math.round((opensAt - now) / 86_400_000)).toBe(7);
  const states = await Promise.all([4, 5, 6].map((id) => concert(stores.db, id)));
  expect(states.map(({ saleState }) => saleState)).toEqual(['SOLD_OUT', 'ENDED', 'CANCELLED']);
});

test('the demonstration owner made every concert as the console does, so that each step is audited', async () => {
  const { id: actorId } = await stores.db.user.findUniqueOrThrow({
    where: { email: 'admin@jari.example' },
  });
  const entries = await stores.db.auditEntry.findMany({ orderBy: { id: 'asc' } });
  expect(new Set(entries.map((entry) => entry.actorId))).toEqual(new Set([actorId]));
  const dates = await stores.db.performance.groupBy({ by: ['concertId'], _count: true });
  const lastOf: Record<number, string[]> = { 5: ['concert.close'], 6: ['concert.cancel'] };
  for (const { concertId, _count: count } of dates) {
    const done = entries.filter((entry) => entry.concertId === concertId);
    expect([concertId, ...done.map(({ action }) => action)]).toEqual([
      concertId,
      'concert.create',
      ...Array.from({ length: count }, () => 'performance.add'),
      ...(concertId === 4 ? ['seats.block'] : []),
      'concert.publish',
      ...(lastOf[concertId] ?? []),
    ]);
  }
  expect(dates).toHaveLength(6);
});

test('seeding again changes nothing, not even later changes by users', async () => {
  await stores.db.concert.update({ where: { id: 2 }, data: { capacity: 50 } });
  expect(await seed(url())).toBe(false);
  expect(await policyOf(stores.db, 2)).toMatchObject({ capacity: 50 });
});

test('a concert whose performances are all past gets new ones, and the old ones remain', async () => {
  const before = await stores.db.performance.count({ where: { concertId: 1 } });
  const { version } = await policyOf(stores.db, 1);
  await stores.db
    .$executeRaw`UPDATE performances SET starts_at = starts_at - interval '60 days', ends_at = ends_at - interval '60 days' WHERE concert_id = 1`;
  expect(await openDates(stores.db, 1)).toEqual([]);
  expect(await seed(url())).toBe(true);
  expect((await openDates(stores.db, 1)).length).toBe(before);
  expect(await stores.db.performance.count({ where: { concertId: 1 } })).toBe(2 * before);
  // A closed queue reopens only at a higher policy version.
  expect((await policyOf(stores.db, 1)).version).toBeGreaterThan(version);
});

test('a concert that is created after seeding gets its own id', async () => {
  const { id } = await stores.db.concert.create({
    data: { texts: someTexts, opensAt: new Date() },
    select: { id: true },
  });
  expect(id).toBe(7);
});
