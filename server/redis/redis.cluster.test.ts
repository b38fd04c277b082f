import { Cluster } from 'ioredis';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  startRedisCluster,
  type ClusterNode,
  type RedisCluster,
} from '#scripts/stores/redis-cluster.ts';
import { redisOnPath } from '#scripts/stores/redis.ts';
import { pollUntil } from '#scripts/lib/wait.ts';
import { isUnavailable } from '../errors/driver-errors.ts';
import { rateLimit } from '../rate-limit/rate-limit.ts';
import { log } from '../config/log.ts';
import { logKeyOf } from '../queue/redis/commands.ts';
import { checkAnswers, createRedis } from './redis.ts';
import { runScript, scriptOf } from './script.ts';
import { checkRedis } from '../instance/start-up.ts';
import { runEveryScript } from '#tests/support/scripts.ts';
import { testStores, type TestStores } from '#tests/support/stores.ts';

const patience = { everyMs: 100, msMax: 15_000 };

let cluster: RedisCluster;
let stores: TestStores;
let lost: ClusterNode;
/** `lostKey` is on the lost node, and `otherKey` is on a healthy node. */
let lostKey: string, otherKey: string;
beforeAll(async () => {
  log.level = 'silent'; // hides the failures that the tests provoke
  cluster = await startRedisCluster(redisOnPath() ?? '');
  stores = await testStores({ redisUrl: cluster.urls });
  [lost] = cluster.nodes as [ClusterNode];
  [lostKey, otherKey] = [
    await keyThat((slot) => lost.has(slot)),
    await keyThat((slot) => !lost.has(slot)),
  ];
}, 60_000);
afterAll(async () => {
  await stores.close();
  await cluster.stop();
});

const slotOf = (key: string) => (stores.redis as Cluster).cluster('KEYSLOT', key);
async function keyThat(fits: (slot: number) => boolean): Promise<string> {
  for (let at = 0; ; at++) if (fits(await slotOf(`key-${String(at)}`))) return `key-${String(at)}`;
}
const failureOf = (asked: Promise<unknown>) =>
  asked.then(
    () => null,
    (error: unknown) => error,
  );
const isServed = async (key: string) => (await failureOf(stores.redis.get(key))) === null;
async function msOf(work: () => Promise<unknown>): Promise<number> {
  const since = performance.now();
  await work();
  return performance.now() - since;
}

test('every Redis command of the rooms runs on a cluster, for concerts of each node', async () => {
  const reached = new Set<ClusterNode | undefined>();
  while (reached.size < cluster.nodes.length) {
    const slot = await slotOf(logKeyOf(await runEveryScript(stores)));
    reached.add(cluster.nodes.find((node) => node.has(slot)));
  }
  expect(reached).toEqual(new Set(cluster.nodes));
});

test('negative control: a script whose keys are on several nodes is refused', async () => {
  const spanning = runScript(stores.redis, scriptOf('return #KEYS'), [lostKey, otherKey], []);
  await expect(spanning).rejects.toThrow('CROSSSLOT');
});

test('a single node of a cluster as REDIS_URL is refused at start', async () => {
  await expect(checkRedis(lost.url)).rejects.toThrow('is a node of a cluster');
  await expect(checkRedis(cluster.urls.replace(',', ', '))).resolves.toBeUndefined();
});

test('a wrong password is reported as such', async () => {
  const wrong = cluster.urls.replaceAll(/:[0-9a-f]{32}@/g, ':wrong@');
  await expect(checkRedis(wrong)).rejects.toThrow('WRONGPASS');
});

test('commands for a lost node fail in time, then at once, and work again after its restart, without effect on other nodes', async () => {
  await lost.kill();
  const first = failureOf(stores.redis.get(lostKey));
  expect(await msOf(() => first)).toBeLessThan(3_500);
  expect(isUnavailable(await first)).toBe(true);
  const inTurn = async () => {
    for (let at = 0; at < 100; at++) {
      expect(isUnavailable(await failureOf(stores.redis.get(lostKey)))).toBe(true);
      expect(await isServed(otherKey)).toBe(true);
    }
  };
  expect(await msOf(inTurn)).toBeLessThan(1_000);
  await expect(checkAnswers(stores.redis)).resolves.toBeUndefined();
  await lost.restart();
  expect(await pollUntil(() => isServed(lostKey), patience)).toBe(true);
});

test('negative control: ioredis’s own cluster client makes each command for a lost node wait', async () => {
  await lost.kill();
  const plain = new Cluster(cluster.urls.split(','), {
    redisOptions: { password: new URL(lost.url).password },
  });
  plain.on('error', () => undefined);
  const threeInTurn = async () => {
    for (let at = 0; at < 3; at++)
      expect(isUnavailable(await failureOf(plain.get(lostKey)))).toBe(true);
  };
  expect(await msOf(threeInTurn)).toBeGreaterThan(500);
  plain.disconnect();
  await lost.restart();
  expect(await pollUntil(() => isServed(lostKey), patience)).toBe(true);
});

test('while a node hangs only commands in flight wait, and each instance counts that node’s rate limits', async () => {
  lost.signal('SIGSTOP');
  expect(isUnavailable(await failureOf(stores.redis.get(lostKey)))).toBe(true);
  const calls = Array.from({ length: 60 }, (_, at) => ({
    redis: stores.redis,
    request: { address: `198.51.100.${String(at)}` },
  }));
  const joins = () =>
    Promise.all(calls.map((counting, at) => rateLimit(counting, 'hold', `person-${String(at)}`)));
  expect(await msOf(joins)).toBeLessThan(1_000);
  expect(await msOf(() => checkAnswers(stores.redis))).toBeLessThan(1_000);
  lost.signal('SIGCONT');
  expect(await pollUntil(() => isServed(lostKey), patience)).toBe(true);
});

test('if most nodes are lost, commands for the last one fail in time as unavailable', async () => {
  const [, second, third] = cluster.nodes as [ClusterNode, ClusterNode, ClusterNode];
  const lastKey = await keyThat((slot) => third.has(slot));
  await Promise.all([lost.kill(), second.kill()]);
  expect(await pollUntil(async () => !(await isServed(lastKey)), patience)).toBe(true);
  for (let at = 0; at < 20; at++)
    expect(isUnavailable(await failureOf(stores.redis.get(lastKey)))).toBe(true);
  await Promise.all([lost.restart(), second.restart()]);
  for (const key of [lostKey, lastKey])
    expect(await pollUntil(() => isServed(key), patience)).toBe(true);
});

test('an instance that starts while a node is lost serves the other nodes', async () => {
  await lost.kill();
  await expect(checkRedis(cluster.urls)).resolves.toBeUndefined();
  const late = createRedis(cluster.urls);
  await expect(late.get(otherKey)).resolves.toBeNull();
  late.disconnect();
  await lost.restart();
  expect(await pollUntil(() => isServed(lostKey), patience)).toBe(true);
});
