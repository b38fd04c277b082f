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
let proxy: FaultProxy; // so that everybody finds it where it was, whatever port it has
let stores: TestStores;
let instances: Instance[];
const portOf = (url: string) => Number(new URL(url).port);

beforeAll(async () => {
  log.level = 'silent'; // lost connections are meant
  postgres = await startPostgres(directory);
  proxy = await openFaultProxy(portOf(postgres.url('postgres')));
  process.env['JARI_TEST_POSTGRES'] = viaProxy(postgres.url('postgres'), proxy);
  await createDatabase(postgres.url('postgres'), 'jari_template');
  await migrate(postgres.url('jari_template'));
  stores = await testStores();
  // A crash would take a cloned database's sequences back to where they were cloned, until a checkpoint: only a test clones one in use.
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

/** Ends the server as a crash does, and starts it again with what it has on its disk. */
async function crash(): Promise<void> {
  const [pid] = readFileSync(path.join(directory, 'data/postmaster.pid'), 'utf8').split('\n');
  process.kill(Number(pid), 'SIGKILL');
  await postgres.ended;
  postgres = await startPostgres(directory);
  proxy.retarget(portOf(postgres.url('postgres')));
}

test(
  'PostgreSQL is killed in the middle of a rush and comes back: nothing that was acknowledged is lost',
  { timeout },
  async () => {
    for (let round = 0; round < faultRounds; round++) {
      const rush = await Load.begin(stores.db, instances, people);
      const enough = 30 + Math.floor(Math.random() * 60);
      await eventually('the rush goes on', () => rush.done >= enough);
      await crash();
      const before = rush.done;
      await eventually('it goes on again', () => rush.done >= before + 30);
      await rush.end();
      expect(rush.counts.failures).toBeGreaterThan(0);
      await expectInvariants(stores, instances, rush.operations);
    }
  },
);
