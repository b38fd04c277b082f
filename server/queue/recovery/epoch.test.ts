import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { log } from '../../config/log.ts';
import { aPerson, aPerformance, people } from '#tests/support/factories.ts';
import { loseQueue, restartQueue } from '#tests/support/test-queue.ts';
import { gate, placeOf } from '#tests/support/people.ts';
import { testStores, type TestStores } from '#tests/support/stores.ts';
import { lastTick } from '../ticker.ts';
import { inEpoch } from './epoch.ts';
import { queueCounts, join, status } from '../queue.ts';
import { run } from '../redis/commands.ts';

let stores: TestStores;
beforeAll(async () => {
  log.level = 'silent'; // silences warnings of deliberately lost queues
  stores = await testStores();
});
afterAll(() => stores.close());

const epochIn = async (concertId: number) =>
  (
    await stores.db.concert.findUniqueOrThrow({
      where: { id: concertId },
      select: { queueEpoch: true },
    })
  ).queueEpoch;
const metaOf = (concertId: number, field: string) =>
  stores.redis.hget(`jari:{${String(concertId)}}:meta`, field);

/** Reloads the module with separate memory, to simulate another instance. */
async function otherInstance(): Promise<typeof inEpoch> {
  vi.resetModules();
  return (await import('./epoch.ts')).inEpoch;
}

test('two instances that miss the epoch at once begin one, and no join in it is lost', async () => {
  const instances = [inEpoch, await otherInstance()];
  for (let round = 0; round < 5; round++) {
    const { concertId } = await aPerformance(stores.db, { capacity: 1 });
    const found = await Promise.all(
      instances.map((inEpoch) =>
        inEpoch(stores, concertId, (epoch) => run(stores.redis, 'counts', concertId, epoch)),
      ),
    );
    expect(found.map(({ epoch }) => epoch)).toEqual([2, 2]);
    expect(await epochIn(concertId)).toBe(2);
    expect(await stores.db.queueEpoch.count({ where: { concertId } })).toBe(1);
  }
});

test('negative control: reading and then raising without the lock begins two epochs', async () => {
  const { concertId } = await aPerformance(stores.db);
  const both = gate(2);
  const raise = async () => {
    const known = Number(await run(stores.redis, 'epoch', concertId));
    await both();
    if (known === 0)
      await stores.db.concert.update({
        where: { id: concertId },
        data: { queueEpoch: { increment: 1 } },
      });
  };
  await Promise.all([raise(), raise()]);
  expect(await epochIn(concertId)).toBe(3);
});

test('a Redis that restarted from its data begins a new epoch, since it may lack the last second', async () => {
  const { concertId } = await aPerformance(stores.db, { capacity: 1 });
  const [first = '', second = '', third = ''] = await people(stores.db, 3);
  await join(stores, first, concertId);
  const waiting = placeOf((await join(stores, second, concertId)).token);
  await restartQueue(stores.redis, concertId);
  expect(await run(stores.redis, 'epoch', concertId)).toBe('0');
  const late = placeOf((await join(stores, third, concertId)).token);
  expect([await epochIn(concertId), late.epoch]).toEqual([3, 3]);
  expect(late.number).toBeGreaterThan(4_000); // an earlier epoch reserved 4,096 numbers
  expect(await status(stores, waiting)).toMatchObject({
    state: 'WAITING',
    number: 2,
    position: 1,
    behind: 1,
  });
});

test('a Redis ahead of PostgreSQL, as a dying instance leaves it, gets a later epoch', async () => {
  const { concertId } = await aPerformance(stores.db, { capacity: 1 });
  await run(stores.redis, 'open', concertId, 7, 1, '{}', 0, 0, 0, '[]');
  await join(stores, await aPerson(stores.db), concertId);
  expect([await epochIn(concertId), await metaOf(concertId, 'epoch')]).toEqual([8, '8']);
});

test('epochs only grow: a late instance with an older one changes nothing', async () => {
  const { concertId } = await aPerformance(stores.db, { capacity: 1 });
  await join(stores, await aPerson(stores.db), concertId);
  expect(await run(stores.redis, 'open', concertId, 1, 1, '{}', 0, 0, 0, '[]')).toBe('2');
  expect(await run(stores.redis, 'open', concertId, 2, 1, '{}', 0, 0, 0, '[]')).toBe('2');
  expect(await queueCounts(stores, concertId)).toEqual({ waiting: 0, active: 1 });
});

test('after a loss no user is admitted until waiting users could rejoin; if no user waited, admission goes on at once', async () => {
  const { concertId } = await aPerformance(stores.db, { capacity: 1 });
  const [first = '', second = '', third = ''] = await people(stores.db, 3);
  await join(stores, first, concertId);
  await join(stores, second, concertId);
  await loseQueue(stores.redis, concertId);
  expect(await join(stores, third, concertId)).toMatchObject({
    state: 'WAITING',
    recovering: true,
    etaSeconds: null,
  });
  const held =
    Number(await metaOf(concertId, 'heldUntil')) - Number((await stores.redis.time())[0]) * 1_000;
  expect(held).toBeGreaterThan(70_000);
  expect(held).toBeLessThanOrEqual(76_000);

  const quiet = await aPerformance(stores.db, { capacity: 1 });
  const turn = placeOf((await join(stores, first, quiet.concertId)).token);
  await status(stores, turn);
  await lastTick(stores);
  await loseQueue(stores.redis, quiet.concertId);
  expect(await join(stores, second, quiet.concertId)).toMatchObject({
    state: 'WAITING',
    recovering: false,
    position: 1,
  });
  // PostgreSQL recorded the claimed turn, so the new epoch restores the turn.
  expect(await status(stores, turn)).toMatchObject({ state: 'ACTIVE' });
});

test('an epoch that never settles is refused with TRY_AGAIN', async () => {
  const { concertId } = await aPerformance(stores.db);
  await expect(inEpoch(stores, concertId, () => Promise.resolve('STALE'))).rejects.toMatchObject({
    code: 'TRY_AGAIN',
  });
});
