import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { migrate } from '#scripts/migrate.ts';
import { createDatabase, type Postgres, startPostgres } from '#scripts/stores/postgres.ts';
import { log } from '#server/config/log.ts';
import { expectInvariants, faultRounds } from '../support/invariants.ts';
import { viaProxy, type FaultProxy, openFaultProxy } from '../support/fault-proxy.ts';
import { type Instance, startInstance } from '../support/instance.ts';
import { eventually } from '../support/eventually.ts';
import { Load } from '../support/load.ts';
import { testStores, type TestStores } from '../support/stores.ts';

const people = 12;
const timeout = 90_000 + faultRounds * 60_000;

const directory = mkdtempSync('/var/tmp/jari-fault-');
let postgres: Postgres;
let proxy: FaultProxy; // keeps the address stable across restarts of PostgreSQL
let stores: TestStores;
let instances: Instance[];
const portOf = (url: string) => Number(new URL(url).port);

beforeAll(async () => {
  log.level = 'silent'; // the test breaks connections on purpose
  postgres = await startPostgres(directory);
  proxy = await openFaultProxy(portOf(postgres.url('postgres')));
  process.env['JARI_TEST_POSTGRES'] = viaProxy(postgres.url('postgres'), proxy);
  await createDatabase(postgres.url('postgres'), 'jari_template');
  await migrate(postgres.url('jari_template'));
  stores = await testStores();
  // A crash before the next checkpoint resets the sequences of a cloned database. Only tests clone
  // databases.
  await stores.db.$executeRaw`CHECKPOINT`;
  instances = await Promise.all([startInstance(), startInstance()]);
}, timeout);
afterAll(async () => {
  await Promise.all(instances.map((instance) => instance.stop()));
  await stores.close();
  await proxy.close();
  await postgres.stop();
  rmSync(directory, { recursive: true, force: true });
});

/** Kills PostgreSQL with SIGKILL, and restarts the server on the same data directory. */
async function crash(): Promise<void> {
  const [pid] = readFileSync(path.join(directory, 'data/postmaster.pid'), 'utf8').split('\n');
  process.kill(Number(pid), 'SIGKILL');
  await postgres.ended;
  postgres = await startPostgres(directory);
  proxy.retarget(portOf(postgres.url('postgres')));
}

test(
  'a crash and restart of PostgreSQL under load loses no acknowledged operation',
  { timeout },
  async () => {
    for (let round = 0; round < faultRounds; round++) {
      const load = await Load.begin(stores.db, instances, people);
      const enough = 30 + Math.floor(Math.random() * 60);
      await eventually('the load makes progress', () => load.done >= enough);
      await crash();
      const before = load.done;
      await eventually('the load makes progress again', () => load.done >= before + 30);
      await load.end();
      expect(load.counts.failures).toBeGreaterThan(0);
      await expectInvariants(stores, instances, load.operations);
    }
  },
);
