import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { closeDb } from '../database/db.ts';
import { log } from '../config/log.ts';
import { startJobs } from './jobs.ts';
import { lastTick } from '../queue/ticker.ts';
import { join } from '../queue/queue.ts';
import { closeRedis, redis } from '../redis/redis.ts';
import { aPerson, aShow } from '#tests/support/factories.ts';
import { type LosableRedis, startLosableRedis } from '#tests/support/losable-redis.ts';
import { until } from '#tests/support/people.ts';
import { testStores, type TestStores } from '#tests/support/stores.ts';

let store: LosableRedis;
let stores: TestStores;
beforeAll(async () => {
  log.level = 'silent'; // a store hangs here on purpose
  store = await startLosableRedis();
  stores = await testStores({ redisUrl: store.url });
}, 30_000);
afterAll(async () => {
  store.signal('SIGCONT');
  closeRedis();
  await closeDb();
  await stores.close();
  await store.close();
});

test(
  'the loops end within seconds, however many lines there are in a store that hangs',
  { timeout: 60_000 },
  async () => {
    const lines = 4;
    for (let line = 0; line < lines; line++)
      await join(stores, await aPerson(stores.db), (await aShow(stores.db)).concertId);
    const loops = startJobs();
    const asked = vi.spyOn(redis(), 'call');
    await until(() => Promise.resolve(asked.mock.calls.length >= 2 * lines)); // they run: a beat and a look for ends at each
    store.signal('SIGSTOP');
    const msOf = async (work: Promise<void>, since = performance.now()) =>
      work.then(() => performance.now() - since);
    expect(await msOf(loops.stop())).toBeLessThan(8_000);
    expect(await msOf(lastTick(stores))).toBeGreaterThan(3_000); // control: by itself it takes longer than it is given
  },
);
