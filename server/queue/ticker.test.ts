import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { log } from '../config/log.ts';
import { aPerson, aPerformance, people } from '#tests/support/factories.ts';
import { loseQueue } from '#tests/support/test-queue.ts';
import { placeOf, until } from '#tests/support/people.ts';
import { testStores, type TestStores } from '#tests/support/stores.ts';
import { drainQueues, lastTick, tick } from './ticker.ts';
import { queueMetrics } from './metrics.ts';
import { snapshots } from './snapshot/queue-snapshot.ts';
import { queueCounts, join, leave, status } from './queue.ts';
import { run } from './redis/commands.ts';

let stores: TestStores;
beforeAll(async () => {
  log.level = 'silent'; // silences warnings of deliberately lost queues
  stores = await testStores();
});
afterAll(() => stores.close());

const numbersOf = (concertId: number) =>
  stores.db.queueEpoch.findFirstOrThrow({
    where: { concertId },
    orderBy: { epoch: 'desc' },
    select: { reserved: true, idle: true },
  });

test('the last tick releases the numbers of an empty queue, and of no other', async () => {
  const [quiet, unclaimed, waiting] = [
    await aPerformance(stores.db),
    await aPerformance(stores.db),
    await aPerformance(stores.db, { capacity: 1 }),
  ];
  const [me = '', other = ''] = await people(stores.db, 2);
  // The poll claims the turn, so that the queue can release its numbers.
  await status(stores, placeOf((await join(stores, me, quiet.concertId)).token));
  await join(stores, me, unclaimed.concertId);
  await status(stores, placeOf((await join(stores, me, waiting.concertId)).token));
  await join(stores, other, waiting.concertId);
  await lastTick(stores);
  expect(await numbersOf(quiet.concertId)).toEqual({ reserved: 1, idle: 1 });
  for (const { concertId } of [unclaimed, waiting])
    expect(await numbersOf(concertId)).toEqual({ reserved: 4_096, idle: 0 });
});

test('released numbers are reserved again before the next is issued', async () => {
  const { concertId } = await aPerformance(stores.db);
  await status(stores, placeOf((await join(stores, await aPerson(stores.db), concertId)).token));
  await lastTick(stores);
  expect(placeOf((await join(stores, await aPerson(stores.db), concertId)).token).number).toBe(2);
  expect(await numbersOf(concertId)).toEqual({ reserved: 4_097, idle: 1 });
});

test('a queue without waiting users keeps its numbers for a while', async () => {
  const { concertId } = await aPerformance(stores.db);
  await status(stores, placeOf((await join(stores, await aPerson(stores.db), concertId)).token));
  await tick(stores);
  expect(await numbersOf(concertId)).toEqual({ reserved: 4_096, idle: 0 });
});

test('the metrics show an open queue without polls; a queue without joins is not opened', async () => {
  const [open, unopened] = [
    await aPerformance(stores.db, { capacity: 1 }),
    await aPerformance(stores.db),
  ];
  const { epoch } = placeOf((await join(stores, await aPerson(stores.db), open.concertId)).token);
  const waitingIn = (show: { concertId: number }) =>
    [...snapshots()].find(({ concertId }) => concertId === show.concertId)?.waiting ?? null;
  const showsWhile = (waiting: number | null, ticks: boolean) =>
    until(async () => {
      if (ticks) await tick(stores);
      return waitingIn(open) === waiting;
    });
  await showsWhile(0, false);
  const real = performance.now.bind(performance);
  let minutesLater = 0;
  const clock = vi
    .spyOn(performance, 'now')
    .mockImplementation(() => real() + minutesLater * 61_000);
  try {
    for (let round = 1; round <= 2; round++) {
      minutesLater = round;
      await run(stores.redis, 'join', open.concertId, epoch, `user-${String(round)}`);
      await showsWhile(round, true);
    }
    minutesLater = 4;
    await showsWhile(null, false); // control: without ticks, the instance stops reading the queue
  } finally {
    clock.mockRestore();
  }
  expect([waitingIn(unopened), await run(stores.redis, 'epoch', unopened.concertId)]).toEqual([
    null,
    '0',
  ]);
});

test('one tick fills the capacity, though one call of Redis admits 500', async () => {
  const { concertId } = await aPerformance(stores.db, { capacity: 1 });
  const { token } = await join(stores, await aPerson(stores.db), concertId);
  const { epoch } = placeOf(token);
  await Promise.all(
    Array.from({ length: 1_200 }, () => run(stores.redis, 'join', concertId, epoch, randomUUID())),
  );
  expect(await queueCounts(stores, concertId)).toEqual({ waiting: 1_200, active: 1 });
  await stores.db.concert.update({
    where: { id: concertId },
    data: { capacity: 2_000 },
    select: { id: true },
  });
  await tick(stores);
  expect(await queueCounts(stores, concertId)).toEqual({ waiting: 0, active: 1_201 });
});

test('the end of a place is persisted with the last number issued before it and the epoch of that number', async () => {
  const { concertId } = await aPerformance(stores.db, { capacity: 1 });
  const [first = '', second = '', third = ''] = await people(stores.db, 3);
  await join(stores, first, concertId);
  const place = placeOf((await join(stores, second, concertId)).token);
  await loseQueue(stores.redis, concertId);
  await status(stores, place);
  await leave(stores, second, concertId); // the end has the lost epoch's highest reserved number
  const late = placeOf((await join(stores, third, concertId)).token);
  await leave(stores, third, concertId);
  await drainQueues(stores);
  const revoked = await stores.db.buyer.findMany({
    where: { concertId },
    orderBy: { endedNumber: 'asc' },
    select: { userId: true, endedEpoch: true, endedNumber: true },
  });
  expect(revoked).toEqual([
    { userId: second, endedEpoch: place.epoch, endedNumber: BigInt(late.number - 1) },
    { userId: third, endedEpoch: late.epoch, endedNumber: BigInt(late.number) },
  ]);
  expect([place.epoch, late.epoch]).toEqual([2, 3]);
});

test('a tick admits the next user after an unclaimed turn, and no queue waits for the failure of another', async () => {
  const troubled = await aPerformance(stores.db);
  const leaver = await aPerson(stores.db);
  await join(stores, leaver, troubled.concertId);
  await leave(stores, leaver, troubled.concertId); // its end stays in the log
  const query = (sql: string, ...values: unknown[]) =>
    sql.includes('INSERT INTO turns') && values[0] === troubled.concertId
      ? Promise.reject(new Error('the database is unavailable'))
      : stores.db.$queryRawUnsafe(sql, ...values);
  const db = new Proxy(stores.db, {
    get: (target, name) =>
      name === '$queryRawUnsafe' ? query : (Reflect.get(target, name) as unknown),
  });
  const { concertId } = await aPerformance(stores.db, { capacity: 1, claimSeconds: 1 });
  const [first = '', second = ''] = await people(stores.db, 2);
  await join(stores, first, concertId);
  const { number } = await join(stores, second, concertId);
  await until(async () => {
    await tick({ db, redis: stores.redis });
    await drainQueues({ db, redis: stores.redis });
    return (await stores.db.turn.count({ where: { concertId, userId: second } })) === 1;
  });
  expect(await stores.db.buyer.count({ where: { concertId: troubled.concertId } })).toBe(0);
  expect(
    await stores.db.buyer.findMany({
      where: { concertId },
      select: { userId: true, endedNumber: true },
    }),
  ).toEqual([{ userId: first, endedNumber: BigInt(number) }]);
  expect(await queueCounts(stores, concertId)).toEqual({ waiting: 0, active: 1 });
});

const ticksLate = () => Number(/^jari_ticks_late_total (\d+)/m.exec(queueMetrics([]))?.[1]);

test('a late tick is counted, once for each queue', async () => {
  const queues = await stores.db.concert.count();
  const before = ticksLate();
  for (const now of [0, 500, 1_000]) await tick(stores, () => now);
  expect(ticksLate()).toBe(before);
  await tick(stores, () => 3_000);
  expect(ticksLate()).toBe(before + queues);
});
