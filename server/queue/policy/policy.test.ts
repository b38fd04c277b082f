import { afterAll, beforeAll, expect, test } from 'vitest';
import { readEnvironment } from '../../config/env.ts';
import { aPerson, aPerformance } from '#tests/support/factories.ts';
import { outcomeOf, placeOf } from '#tests/support/people.ts';
import { testStores, type TestStores } from '#tests/support/stores.ts';
import { tick } from '../ticker.ts';
import { syncPolicyDefaults } from './policy-defaults.ts';
import { serializePolicy, policyOf, tickedPolicies } from './policy.ts';
import { applyPolicy, queueCounts, join, status } from '../queue.ts';
import { keysOf } from '../redis/commands.ts';

let stores: TestStores;
beforeAll(async () => void (stores = await testStores()));
afterAll(() => stores.close());

const metaKeyOf = (concertId: number) => keysOf(concertId)[0] ?? '';
const settings = (values: Record<string, string>) => readEnvironment({ ...process.env, ...values });
const versionOf = async (concertId: number) => (await policyOf(stores.db, concertId)).version;

test('a concert’s own policy comes before the defaults', async () => {
  await syncPolicyDefaults(
    stores.db,
    settings({ QUEUE_CAPACITY: '77', HOLD_SECONDS: '33', QUEUE_SESSION_SECONDS: '44' }),
  );
  const { concertId } = await aPerformance(stores.db, { ratePerMinute: 5 });
  await stores.db.concert.update({ where: { id: concertId }, data: { capacity: null } });
  expect(await policyOf(stores.db, concertId)).toMatchObject({
    capacity: 77,
    ratePerMinute: 5,
    holdMs: 33_000,
    sessionMs: 44_000,
  });
});

test('a change of the defaults raises every policy version, and nothing else does', async () => {
  const { concertId } = await aPerformance(stores.db);
  await syncPolicyDefaults(stores.db, settings({ QUEUE_CAPACITY: '10' }));
  const before = await versionOf(concertId);
  await Promise.all(
    Array.from({ length: 5 }, () =>
      syncPolicyDefaults(stores.db, settings({ QUEUE_CAPACITY: '10' })),
    ),
  );
  expect(await versionOf(concertId)).toBe(before);
  await syncPolicyDefaults(stores.db, settings({ QUEUE_CAPACITY: '11' }));
  expect(await versionOf(concertId)).toBe(before + 1);
});

test('an instance that read an older policy does not restore it', async () => {
  const { concertId } = await aPerformance(stores.db, { capacity: 5 });
  const older = await policyOf(stores.db, concertId);
  await stores.db.concert.update({
    where: { id: concertId },
    data: { capacity: 9, policyVersion: { increment: 1 } },
  });
  await applyPolicy(stores, concertId);
  // Simulates a database that still returns the older policy.
  const stale = new Proxy(stores.db, {
    get: (db, name): unknown =>
      name === '$queryRawUnsafe' ? () => Promise.resolve([older]) : Reflect.get(db, name),
  });
  await applyPolicy({ db: stale, redis: stores.redis }, concertId);
  expect(JSON.parse((await stores.redis.hget(metaKeyOf(concertId), 'policy')) ?? '')).toMatchObject(
    { capacity: 9 },
  );
});

test('an applied policy is effective at once: a higher capacity admits users', async () => {
  const { concertId } = await aPerformance(stores.db, { capacity: 1 });
  await join(stores, await aPerson(stores.db), concertId);
  const { token } = await join(stores, await aPerson(stores.db), concertId);
  await stores.db.concert.update({
    where: { id: concertId },
    data: { capacity: 2, policyVersion: { increment: 1 } },
  });
  await applyPolicy(stores, concertId);
  expect(await status(stores, placeOf(token))).toMatchObject({ state: 'ACTIVE' });
});

test('applying a policy after Redis lost the queue does not issue the old numbers again', async () => {
  const { concertId } = await aPerformance(stores.db);
  const before = placeOf((await join(stores, await aPerson(stores.db), concertId)).token);
  await stores.redis.del(metaKeyOf(concertId));
  await applyPolicy(stores, concertId);
  const after = placeOf((await join(stores, await aPerson(stores.db), concertId)).token);
  expect(after.epoch).toBeGreaterThan(before.epoch);
});

test('waiting users see the reason of a pause and the message, and no estimate', async () => {
  const { concertId } = await aPerformance(stores.db, { capacity: 1 });
  await join(stores, await aPerson(stores.db), concertId);
  const paused = { paused: true, pauseReason: '점검 중', message: '곧 다시 시작합니다' };
  await stores.db.concert.update({
    where: { id: concertId },
    data: { ...paused, policyVersion: { increment: 1 } },
  });
  await applyPolicy(stores, concertId);
  expect(await join(stores, await aPerson(stores.db), concertId)).toMatchObject({
    state: 'WAITING',
    paused: { reason: '점검 중' },
    message: '곧 다시 시작합니다',
    etaSeconds: null,
  });
});

test('nulls are left out of the serialized policy, since Lua’s JSON null is truthy', () => {
  expect(
    JSON.parse(
      serializePolicy({ capacity: 1, pauseReason: null, message: null } as Parameters<
        typeof serializePolicy
      >[0]),
    ),
  ).toEqual({
    capacity: 1,
  });
});

test('only open queues are ticked, until a day after the last performance', async () => {
  const [open, early, past] = [
    await aPerformance(stores.db),
    await aPerformance(stores.db),
    await aPerformance(stores.db),
  ];
  const { db } = stores;
  await db.concert.update({
    where: { id: early.concertId },
    data: { opensAt: new Date(Date.now() + 3_600_000) },
  });
  const twoDaysAgo = new Date(Date.now() - 2 * 86_400_000);
  await db.concert.update({
    where: { id: past.concertId },
    data: { opensAt: new Date(twoDaysAgo.getTime() - 86_400_000) },
  });
  await db.performance.updateMany({
    where: { concertId: past.concertId },
    data: { startsAt: twoDaysAgo },
  });
  const ids = (await tickedPolicies(db)).map(({ concertId }) => concertId);
  expect(ids).toContain(open.concertId);
  expect(ids).not.toContain(early.concertId);
  expect(ids).not.toContain(past.concertId);
});

test('a queue whose opening is postponed refuses joins and admits no user from the next tick on', async () => {
  const { concertId } = await aPerformance(stores.db, { capacity: 1 });
  await join(stores, await aPerson(stores.db), concertId);
  const { token } = await join(stores, await aPerson(stores.db), concertId);
  const opensAt = new Date(Date.now() + 7_200_000);
  await stores.db.concert.update({ where: { id: concertId }, data: { opensAt, capacity: 2 } });
  await tick(stores);
  expect(await outcomeOf(join(stores, await aPerson(stores.db), concertId))).toBe('SALE_NOT_OPEN');
  expect(await status(stores, placeOf(token))).toMatchObject({ state: 'WAITING' });
});

test('the counts are those of waiting and active users; an unknown concert is not found', async () => {
  const { concertId } = await aPerformance(stores.db, { capacity: 2 });
  for (let at = 0; at < 3; at++) await join(stores, await aPerson(stores.db), concertId);
  expect(await queueCounts(stores, concertId)).toEqual({ waiting: 1, active: 2 });
  expect(await outcomeOf(queueCounts(stores, 2_147_483_647))).toBe('NOT_FOUND');
});
