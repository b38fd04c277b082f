import { afterAll, beforeAll, expect, test } from 'vitest';
import { readEnvironment } from '../../config/env.ts';
import { aPerson, aShow } from '#tests/support/factories.ts';
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

test('a concert goes by its own policy where it has one, else by the defaults', async () => {
  await syncPolicyDefaults(
    stores.db,
    settings({ QUEUE_CAPACITY: '77', HOLD_SECONDS: '33', QUEUE_SESSION_SECONDS: '44' }),
  );
  const { concertId } = await aShow(stores.db, { ratePerMinute: 5 });
  await stores.db.concert.update({ where: { id: concertId }, data: { capacity: null } });
  expect(await policyOf(stores.db, concertId)).toMatchObject({
    capacity: 77,
    ratePerMinute: 5,
    holdMs: 33_000,
    sessionMs: 44_000,
  });
});

test('defaults raise every line’s version when they change, and only then', async () => {
  const { concertId } = await aShow(stores.db);
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

test('an instance that still believes in an older policy does not put it back', async () => {
  const { concertId } = await aShow(stores.db, { capacity: 5 });
  const older = await policyOf(stores.db, concertId);
  await stores.db.concert.update({
    where: { id: concertId },
    data: { capacity: 9, policyVersion: { increment: 1 } },
  });
  await applyPolicy(stores, concertId);
  // A database whose one statement that reads a policy gives the answer of before.
  const stale = new Proxy(stores.db, {
    get: (db, name): unknown =>
      name === '$queryRawUnsafe' ? () => Promise.resolve([older]) : Reflect.get(db, name),
  });
  await applyPolicy({ db: stale, redis: stores.redis }, concertId);
  expect(JSON.parse((await stores.redis.hget(metaKeyOf(concertId), 'policy')) ?? '')).toMatchObject(
    { capacity: 9 },
  );
});

test('a changed policy holds at once: more room lets people in', async () => {
  const { concertId } = await aShow(stores.db, { capacity: 1 });
  await join(stores, await aPerson(stores.db), concertId);
  const { token } = await join(stores, await aPerson(stores.db), concertId);
  await stores.db.concert.update({
    where: { id: concertId },
    data: { capacity: 2, policyVersion: { increment: 1 } },
  });
  await applyPolicy(stores, concertId);
  expect(await status(stores, placeOf(token))).toMatchObject({ state: 'ACTIVE' });
});

test('a policy that is applied to a store which lost the line does not give the old numbers again', async () => {
  const { concertId } = await aShow(stores.db);
  const before = placeOf((await join(stores, await aPerson(stores.db), concertId)).token);
  await stores.redis.del(metaKeyOf(concertId));
  await applyPolicy(stores, concertId);
  const after = placeOf((await join(stores, await aPerson(stores.db), concertId)).token);
  expect(after.epoch).toBeGreaterThan(before.epoch);
});

test('those who wait see why the line is paused, a message, and no estimate meanwhile', async () => {
  const { concertId } = await aShow(stores.db, { capacity: 1 });
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

test('what is null is left out for the store, whose JSON null would count as true', () => {
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

test('only lines that have opened are beaten, until a day after the last show', async () => {
  const [open, early, past] = [
    await aShow(stores.db),
    await aShow(stores.db),
    await aShow(stores.db),
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

test('a line whose opening is put off takes and admits nobody from the next beat on, whoever has put it off', async () => {
  const { concertId } = await aShow(stores.db, { capacity: 1 });
  await join(stores, await aPerson(stores.db), concertId);
  const { token } = await join(stores, await aPerson(stores.db), concertId);
  const opensAt = new Date(Date.now() + 7_200_000);
  await stores.db.concert.update({ where: { id: concertId }, data: { opensAt, capacity: 2 } });
  await tick(stores);
  expect(await outcomeOf(join(stores, await aPerson(stores.db), concertId))).toBe('SALE_NOT_OPEN');
  expect(await status(stores, placeOf(token))).toMatchObject({ state: 'WAITING' });
});

test('figures count who waits and who is active; an unknown concert is not found', async () => {
  const { concertId } = await aShow(stores.db, { capacity: 2 });
  for (let at = 0; at < 3; at++) await join(stores, await aPerson(stores.db), concertId);
  expect(await queueCounts(stores, concertId)).toEqual({ waiting: 1, active: 2 });
  expect(await outcomeOf(queueCounts(stores, 2_147_483_647))).toBe('NOT_FOUND');
});
