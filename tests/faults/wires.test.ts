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
let wires: FaultProxy[];
let instances: Instance[];
beforeAll(async () => {
  stores = await testStores();
  const [database = '', line = ''] = [process.env['DATABASE_URL'], process.env['REDIS_URL']];
  const [postgres, redis] = await Promise.all(
    [database, line].map((url) => openFaultProxy(Number(new URL(url).port))),
  );
  if (postgres === undefined || redis === undefined) throw new Error('there is no way');
  wires = [postgres, redis];
  const settings = { DATABASE_URL: viaProxy(database, postgres), REDIS_URL: viaProxy(line, redis) };
  instances = await Promise.all([startInstance(settings), startInstance(settings)]);
}, timeout);
afterAll(async () => {
  await Promise.all(instances.map((instance) => instance.stop()));
  await Promise.all(wires.map((wire) => wire.close()));
  await stores.close();
});

/** A rush, in the middle of which the stores are hard to reach; then everything goes on, and no harm was done. */
async function during(fault: (rush: Load, wire: FaultProxy) => Promise<void>): Promise<void> {
  for (let round = 0; round < faultRounds; round++) {
    for (const wire of wires) {
      const rush = await Load.begin(stores.db, instances, people);
      await eventually('the rush goes on', () => rush.done >= 20);
      await fault(rush, wire);
      const before = rush.done;
      await eventually('it goes on again', () => rush.done >= before + 20, 60_000);
      await rush.end();
      await expectInvariants(stores, instances, rush.operations);
    }
  }
}

test(
  'connections to a store are cut, and cannot be had for a while: nothing is lost',
  { timeout },
  async () => {
    await during(async (rush, wire) => {
      wire.cut();
      await eventually('somebody notices', () => rush.counts.failures > 5);
      wire.mend();
    });
  },
);

test(
  'everything that a store says and hears is 500 ms late: people are served, and nothing is lost',
  { timeout },
  async () => {
    await during(async (rush, wire) => {
      wire.delay(250); // in each direction
      await pause(1_000); // what was under way has come through
      const before = rush.done;
      await eventually('somebody is served', () => rush.done >= before + 4, 60_000);
      wire.delay(0);
    });
  },
);

test(
  'a store’s connections lead nowhere, and nobody is told: everybody is answered in time, and nothing is lost',
  { timeout },
  async () => {
    await during(async (rush, wire) => {
      const before = rush.counts.failures;
      wire.swallow();
      await eventually(
        'people are told to come again',
        () => rush.counts.failures > before + people / 2,
        30_000,
      );
      wire.mend(); // for new connections: the old ones are never heard of again
    });
  },
);
