import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, test } from 'vitest';
import { expectInvariants, faultRounds } from '../support/invariants.ts';
import { viaProxy, type FaultProxy, openFaultProxy } from '../support/fault-proxy.ts';
import { type Instance, startInstance } from '../support/instance.ts';
import { eventually } from '../support/eventually.ts';
import { Load } from '../support/load.ts';
import { testStores, type TestStores } from '../support/stores.ts';

const people = 8;
const timeout = 90_000 + faultRounds * 60_000;

let stores: TestStores;
let proxies: FaultProxy[];
let instances: Instance[];
beforeAll(async () => {
  stores = await testStores();
  const [database = '', queue = ''] = [process.env['DATABASE_URL'], process.env['REDIS_URL']];
  const [postgres, redis] = await Promise.all(
    [database, queue].map((url) => openFaultProxy(Number(new URL(url).port))),
  );
  if (postgres === undefined || redis === undefined) throw new Error('no proxy');
  proxies = [postgres, redis];
  const settings = {
    DATABASE_URL: viaProxy(database, postgres),
    REDIS_URL: viaProxy(queue, redis),
  };
  instances = await Promise.all([startInstance(settings), startInstance(settings)]);
}, timeout);
afterAll(async () => {
  await Promise.all(instances.map((instance) => instance.stop()));
  await Promise.all(proxies.map((proxy) => proxy.close()));
  await stores.close();
});

/** Runs a fault on each store in the middle of a load, then expects progress and all invariants. */
async function during(fault: (load: Load, proxy: FaultProxy) => Promise<void>): Promise<void> {
  for (let round = 0; round < faultRounds; round++) {
    for (const proxy of proxies) {
      const load = await Load.begin(stores.db, instances, people);
      await eventually('the load makes progress', () => load.done >= 20);
      await fault(load, proxy);
      const before = load.done;
      await eventually('the load makes progress again', () => load.done >= before + 20, 60_000);
      await load.end();
      await expectInvariants(stores, instances, load.operations);
    }
  }
}

test(
  'reset and refused connections to PostgreSQL or Redis lose no acknowledged operation',
  { timeout },
  async () => {
    await during(async (load, proxy) => {
      proxy.cut();
      await eventually('users notice', () => load.counts.failures > 5);
      proxy.mend();
    });
  },
);

test(
  'with 500 ms of latency to PostgreSQL or Redis, users are served and no acknowledged operation is lost',
  { timeout },
  async () => {
    await during(async (load, proxy) => {
      proxy.delay(250); // in each direction
      await pause(1_000); // messages in flight have arrived
      const before = load.done;
      await eventually('users are served', () => load.done >= before + 4, 60_000);
      proxy.delay(0);
    });
  },
);

test(
  'silently dropped traffic to PostgreSQL or Redis is answered in time and loses no acknowledged operation',
  { timeout },
  async () => {
    await during(async (load, proxy) => {
      const before = load.counts.failures;
      proxy.swallow();
      await eventually(
        'users are asked to retry',
        () => load.counts.failures > before + people / 2,
        30_000,
      );
      proxy.mend(); // for new connections; old ones stay silent
    });
  },
);
