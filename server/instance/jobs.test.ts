import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { closeDb } from '../database/db.ts';
import { log } from '../config/log.ts';
import { startJobs } from './jobs.ts';
import { lastTick } from '../queue/ticker.ts';
import { join } from '../queue/queue.ts';
import { closeRedis, redis } from '../redis/redis.ts';
import { aPerson, aPerformance } from '#tests/support/factories.ts';
import { type LosableRedis, startLosableRedis } from '#tests/support/losable-redis.ts';
import { until } from '#tests/support/people.ts';
import { testStores, type TestStores } from '#tests/support/stores.ts';

let losable: LosableRedis;
let stores: TestStores;
beforeAll(async () => {
  log.level = 'silent'; // hides the expected errors of a hanging Redis
  losable = await startLosableRedis();
  stores = await testStores({ redisUrl: losable.url });
}, 30_000);
afterAll(async () => {
  losable.signal('SIGCONT');
  closeRedis();
  await closeDb();
  await stores.close();
  await losable.close();
});

test(
  'the jobs stop within seconds for any number of queues in a hanging Redis',
  { timeout: 60_000 },
  async () => {
    const queues = 4;
    for (let at = 0; at < queues; at++)
      await join(stores, await aPerson(stores.db), (await aPerformance(stores.db)).concertId);
    const jobs = startJobs();
    const asked = vi.spyOn(redis(), 'call');
    // Waits until the jobs have sent two commands per queue: a tick and a read of ended places.
    await until(() => Promise.resolve(asked.mock.calls.length >= 2 * queues));
    losable.signal('SIGSTOP');
    const msOf = async (work: Promise<void>, since = performance.now()) =>
      work.then(() => performance.now() - since);
    expect(await msOf(jobs.stop())).toBeLessThan(8_000);
    // Control: without the bound, the last tick takes over 3 s.
    expect(await msOf(lastTick(stores))).toBeGreaterThan(3_000);
  },
);
