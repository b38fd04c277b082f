import type { Cluster } from 'ioredis';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  type ClusterNode,
  type RedisCluster,
  startRedisCluster,
} from '#scripts/stores/redis-cluster.ts';
import { redisOnPath } from '#scripts/stores/redis.ts';
import { pollUntil } from '#scripts/lib/wait.ts';
import { toRefusal } from '../../errors/driver-errors.ts';
import { log } from '../../config/log.ts';
import { commandMsMax } from '../../redis/redis-cluster.ts';
import { aPerson, aPerformance } from '#tests/support/factories.ts';
import { outcomeOf, placeOf } from '#tests/support/people.ts';
import { testStores, type TestStores } from '#tests/support/stores.ts';
import { evictPlace } from '../snapshot/queue-snapshot.ts';
import { join, type Place, status } from '../queue.ts';
import { logKeyOf } from '../redis/commands.ts';

let cluster: RedisCluster;
let stores: TestStores;
beforeAll(async () => {
  log.level = 'silent'; // silences errors that the tests provoke
  cluster = await startRedisCluster(redisOnPath() ?? '');
  stores = await testStores({ redisUrl: cluster.urls });
}, 60_000);
afterAll(async () => {
  for (const node of cluster.nodes) node.signal('SIGCONT');
  await stores.close();
  await cluster.stop();
});

/** Evicts the place first, so that Redis answers. */
function statusOf(place: Place) {
  evictPlace(place);
  return status(stores, place);
}

test('a queue whose node hangs continues at its replica in a new epoch, with all places kept and a newcomer behind them', async () => {
  const { concertId } = await aPerformance(stores.db, { capacity: 1 });
  const slot = await (stores.redis as Cluster).cluster('KEYSLOT', logKeyOf(concertId));
  const [master] = cluster.nodes.filter((node) => node.has(slot)) as [ClusterNode];
  await cluster.addReplica(master);
  const places: Place[] = [];
  for (let at = 0; at < 4; at++)
    places.push(placeOf((await join(stores, await aPerson(stores.db), concertId)).token));
  const [first, ...others] = places as [Place, ...Place[]];
  const { expiresAt } = await statusOf(first);

  master.signal('SIGSTOP');
  const outcome = () =>
    outcomeOf(
      statusOf(first).catch((error: unknown) => {
        throw toRefusal(error);
      }),
    );
  expect(await outcome()).toBe('TRY_AGAIN');
  const isServed = async () => (await outcome()) === 'done';
  expect(await pollUntil(isServed, { everyMs: 100, msMax: 20_000 })).toBe(true);
  const { number: newest, recovering } = await join(stores, await aPerson(stores.db), concertId);
  expect(recovering).toBe(true);
  expect(newest).toBeGreaterThan(4);
  for (const [at, place] of others.entries())
    expect(await statusOf(place)).toMatchObject({
      state: 'WAITING',
      number: place.number,
      position: at + 1,
    });
  expect(await statusOf(first)).toMatchObject({ state: 'ACTIVE', number: 1 });
  const movedMs = Math.abs(
    Date.parse((await statusOf(first)).expiresAt ?? '') - Date.parse(expiresAt ?? ''),
  );
  // A restarted turn would end at least `commandMsMax` later.
  expect(movedMs).toBeLessThan(commandMsMax);
}, 60_000);
