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

/** A database with two instances, which reach PostgreSQL or Redis through a proxy. */
interface Setup {
  stores: TestStores;
  proxy: FaultProxy;
  instances: Instance[];
}

async function setUp(proxied: 'DATABASE_URL' | 'REDIS_URL'): Promise<Setup> {
  const stores = await testStores();
  const url = process.env[proxied] ?? '';
  const proxy = await openFaultProxy(Number(new URL(url).port));
  const settings = { [proxied]: viaProxy(url, proxy) };
  const instances = await Promise.all([startInstance(settings), startInstance(settings)]);
  return { stores, proxy, instances };
}

let setups: Setup[];
beforeAll(async () => {
  // Setups start one after the other, because an instance inherits the environment of the latest
  // testStores().
  setups = [await setUp('DATABASE_URL'), await setUp('REDIS_URL')];
}, timeout);
afterAll(async () => {
  for (const { stores, proxy, instances } of setups) {
    await Promise.all(instances.map((instance) => instance.stop()));
    await proxy.close();
    await stores.close();
  }
});

/** Causes a fault during a load. Expects progress afterwards, and all invariants. */
async function runIn(
  { stores, proxy, instances }: Setup,
  fault: (load: Load, proxy: FaultProxy) => Promise<void>,
): Promise<void> {
  for (let round = 0; round < faultRounds; round++) {
    const load = await Load.begin(stores.db, instances, people);
    await eventually('the load makes progress', () => load.done >= 20);
    await fault(load, proxy);
    const before = load.done;
    await eventually('the load makes progress again', () => load.done >= before + 20, 60_000);
    await load.end();
    await expectInvariants(stores, instances, load.operations);
  }
}

/** Runs the fault in all setups at once, because faults mostly wait and setups share no state. */
const during = (fault: (load: Load, proxy: FaultProxy) => Promise<void>) =>
  Promise.all(setups.map((setup) => runIn(setup, fault)));

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
      proxy.delay(250); // delays each direction by 250 ms
      await pause(1_000); // waits for the messages in flight
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
      proxy.mend(); // new connections work; old connections stay silent
    });
  },
);
