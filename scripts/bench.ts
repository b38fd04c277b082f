// `npm run bench -- [NAME…]`: the benchmarks, each a ratio against a baseline of the same run, in a database of its own: on the
// servers that the environment or the running system names, or else on servers of its own.
import { benchEta } from '#bench/eta.ts';
import { benchFlood } from '#bench/flood.ts';
import { benchPages } from '#bench/pages.ts';
import { benchSignIn } from '#bench/sign-in.ts';
import { testStores } from '#server/testing/stores.ts';
import { readRun } from './home.ts';
import { stopAll } from './kept.ts';
import { migrate } from './migrate.ts';
import { giveUp } from './progress.ts';
import { createDatabase, startTestPostgres } from './stores/postgres.ts';
import { startTestRedis } from './stores/redis.ts';

const benches = { eta: benchEta, flood: benchFlood, pages: benchPages, 'sign-in': benchSignIn };

const setting = (name: 'DATABASE_URL' | 'REDIS_URL'): string | undefined => {
  const given = process.env[name] ?? '';
  return given === '' ? readRun()?.[name] : given;
};

async function bench(names: string[]): Promise<void> {
  const chosen = Object.entries(benches).filter(([name]) => names.length === 0 || names.includes(name));
  if (chosen.length < names.length) throw new Error(`The benchmarks are ${Object.keys(benches).join(', ')}.`);
  const [database, line] = [setting('DATABASE_URL'), setting('REDIS_URL')];
  const postgres = database ?? (await startTestPostgres()).url('postgres');
  const redis = line ?? (await startTestRedis()).url;
  const template = new URL(postgres);
  template.pathname = '/jari_template';
  await createDatabase(postgres, 'jari_template');
  await migrate(template.href);
  Object.assign(process.env, { JARI_TEST_POSTGRES: postgres, JARI_TEST_REDIS: redis });
  for (const [name, run] of chosen) {
    console.log(`\n${name}`);
    const stores = await testStores();
    await run(stores).finally(() => stores.close());
  }
}

await bench(process.argv.slice(2)).catch(giveUp).finally(stopAll);
process.exit();
