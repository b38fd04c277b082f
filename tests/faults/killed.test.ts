import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectInvariants, faultRounds } from '../support/invariants.ts';
import { type Instance, startInstance } from '../support/instance.ts';
import { eventually } from '../support/eventually.ts';
import { Load } from '../support/load.ts';
import { testStores, type TestStores } from '../support/stores.ts';

const people = 12;
const kills = 2;
const timeout = 60_000 + faultRounds * 120_000;

let stores: TestStores;
let instances: [Instance, Instance];
beforeAll(async () => {
  stores = await testStores();
  instances = await Promise.all([startInstance(), startInstance()]);
}, timeout);
afterAll(async () => {
  await Promise.all(instances.map((instance) => instance.stop()));
  await stores.close();
});

test(
  'kill -9 of either instance at random moments under load loses no acknowledged operation',
  { timeout },
  async () => {
    for (let round = 0; round < faultRounds; round++) {
      const load = await Load.begin(stores.db, instances, people);
      for (let killed = 0; killed < kills; killed++) {
        const enough = load.done + Math.floor(20 + Math.random() * 40);
        await eventually('the load makes progress', () => load.done >= enough);
        const which = Math.random() < 0.5 ? 0 : 1;
        expect(await instances[which].kill('SIGKILL')).toBeNull();
        instances[which] = await startInstance();
      }
      await load.end();
      expect(load.counts.failures).toBeGreaterThan(0);
      await expectInvariants(stores, instances, load.operations);
    }
  },
);

test(
  'during a rolling restart under load, one retry is enough for every request',
  { timeout },
  async () => {
    for (let round = 0; round < faultRounds; round++) {
      const load = await Load.begin(stores.db, instances, people);
      for (const which of [0, 1] as const) {
        const enough = load.done + 30;
        await eventually('the load makes progress', () => load.done >= enough);
        await instances[which].stop();
        instances[which] = await startInstance();
      }
      await load.end();
      expect(load.triesMax).toBeLessThanOrEqual(2);
      await expectInvariants(stores, instances, load.operations);
    }
  },
);
