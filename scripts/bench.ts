// `npm run bench -- [--quick] [NAME…]` runs benchmarks in a new database. Each benchmark compares
// its figures with a baseline from the same run. The stores come from the environment or the
// running system; the command starts missing stores. Benchmarks that fill or flush Redis always
// start separate stores. `--quick` only proves that the benchmarks run: its sizes are too small for
// valid figures. `--quick` leaves docs/ unchanged.
import { benchCalls } from '#bench/calls.ts';
import { benchConcurrency } from '#bench/concurrency.ts';
import { benchConsole } from '#bench/console.ts';
import { benchEta } from '#bench/eta.ts';
import { benchExports } from '#bench/exports.ts';
import { benchFlood } from '#bench/flood.ts';
import { benchPages } from '#bench/pages.ts';
import { benchPush } from '#bench/push.ts';
import { benchQueue } from '#bench/queue.ts';
import { benchSeats } from '#bench/seats.ts';
import { benchSignIn } from '#bench/sign-in.ts';
import { testStores, type TestStores } from '#tests/support/stores.ts';
import { readRunFile } from './stores/home.ts';
import { stopProcesses } from './lib/processes.ts';
import { migrate } from './migrate.ts';
import { reportError } from './lib/progress.ts';
import { createDatabase, startTestPostgres } from './stores/postgres.ts';
import { startTestRedis } from './stores/redis.ts';

interface Bench {
  run: (stores: TestStores, options: { isQuick: boolean }) => Promise<void>;
  /** True if the benchmark needs separate stores, because it fills or flushes Redis. */
  alone?: boolean;
  /** True if the commits of a started PostgreSQL must wait for the disk. */
  durable?: boolean;
}

const benches: Record<string, Bench> = {
  calls: { run: benchCalls, alone: true, durable: true },
  concurrency: { run: benchConcurrency, alone: true },
  console: { run: benchConsole, alone: true },
  eta: { run: benchEta },
  exports: { run: benchExports, alone: true, durable: true },
  flood: { run: benchFlood },
  pages: { run: benchPages, alone: true },
  push: { run: benchPush, alone: true },
  queue: { run: benchQueue, alone: true },
  seats: { run: benchSeats, alone: true },
  'sign-in': { run: benchSignIn },
};

const setting = (name: 'DATABASE_URL' | 'REDIS_URL'): string | undefined => {
  const given = process.env[name] ?? '';
  return given === '' ? readRunFile()?.[name] : given;
};

/** Creates a database on the available PostgreSQL server; starts each missing server. */
async function storesFor({ alone = false, durable = false }: Bench): Promise<TestStores> {
  const given = (name: Parameters<typeof setting>[0]) => (alone ? undefined : setting(name));
  const postgres = given('DATABASE_URL') ?? (await startTestPostgres({ durable })).url('postgres');
  const redis = given('REDIS_URL') ?? (await startTestRedis()).url;
  const template = new URL(postgres);
  template.pathname = '/jari_template';
  await createDatabase(postgres, 'jari_template');
  await migrate(template.href);
  Object.assign(process.env, { JARI_TEST_POSTGRES: postgres, JARI_TEST_REDIS: redis });
  return testStores();
}

async function bench(names: string[], isQuick: boolean): Promise<void> {
  for (const [name, one] of Object.entries(benches)) {
    if (names.length > 0 && !names.includes(name)) continue;
    console.log(`\n${name}`);
    const stores = await storesFor(one);
    await one.run(stores, { isQuick }).finally(() => stores.close());
    await stopProcesses();
  }
}

const given = process.argv.slice(2);
const names = given.filter((name) => name !== '--quick');
if (names.some((name) => !(name in benches))) {
  console.error(
    `npm run bench -- [--quick] [NAME…]; the benchmarks are ${Object.keys(benches).join(', ')}.`,
  );
  process.exit(names.includes('--help') ? 0 : 1);
}
await bench(names, given.includes('--quick'))
  .catch((error: unknown) => {
    // The full error includes the stack and the instance's output.
    if (error instanceof Error) console.error(error);
    reportError(error);
  })
  .finally(stopProcesses);
process.exit();
