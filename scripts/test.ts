// `npm test`: everything from a fresh clone to a verdict, on stores of its own. `npm test -- unit [FILTER…]` and
// `npm test -- browser [FILTER…]` run a part of it; `npm run test:faults` makes each fault many times.
import { findBrowser } from './browser.ts';
import { build } from './build.ts';
import { check } from './check.ts';
import { startDemonstration } from './demonstration.ts';
import { stopAll } from './lib/kept.ts';
import { migrate } from './migrate.ts';
import { pgbouncerProgram } from '#tests/support/pgbouncer.ts';
import { giveUp } from './lib/progress.ts';
import { createDatabase, type Postgres, startTestPostgres } from './stores/postgres.ts';
import { redisOnPath, type RedisServer, startTestRedis } from './stores/redis.ts';
import { browserTests, unitTests, type Verdict } from './test-runs.ts';

const [asked, ...given] = process.argv.slice(2);
const [part, filters] = asked === 'faults' ? ['unit', ['tests/faults/', ...given]] : [asked, given];
if (asked === 'faults') process.env['JARI_FAULT_ROUNDS'] ??= '10';
const template = 'jari_template'; // tests/support/stores.ts clones it for each test file
const browserDatabase = 'jari_browser';

/** The browser tests, against one instance with the demonstration data. */
async function testInBrowser(postgres: Postgres, redis: RedisServer): Promise<Verdict> {
  const browser = findBrowser();
  console.log(`The browser is ${browser}.`);
  const stores = { postgres, redisUrl: redis.url };
  const { url, databaseUrl, sessionSecret, instance } = await startDemonstration(
    stores,
    browserDatabase,
    {
      QUEUE_RECOVERY_SECONDS: '2',
    },
  );
  const verdict = await browserTests({
    url,
    databaseUrl,
    sessionSecret,
    browser,
    redisPid: redis.pid,
    filters,
  });
  await instance.stop();
  return verdict;
}

async function test(): Promise<Verdict[]> {
  const verdicts: Verdict[] =
    part === undefined ? [{ passed: 0, failed: check(), skipped: 0 }] : [];
  const postgres = await startTestPostgres();
  const redis = await startTestRedis();
  console.log(`The tests run on ${postgres.engine} and ${redis.engine}, both their own.`);
  if (redisOnPath() === undefined)
    console.log('Without a redis-server on PATH, those of a Redis cluster are left out.');
  if (pgbouncerProgram === undefined)
    console.log('Without PgBouncer, the tests behind it are left out.');
  await createDatabase(postgres.url('postgres'), template);
  await migrate(postgres.url(template));
  await build();
  if (part !== 'browser')
    verdicts.push(
      await unitTests({ postgresUrl: postgres.url('postgres'), redisUrl: redis.url, filters }),
    );
  if (part !== 'unit') verdicts.push(await testInBrowser(postgres, redis));
  await redis.stop();
  await postgres.stop();
  return verdicts;
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'disconnect'])
  process.on(signal, () => void stopAll().then(() => process.exit(1)));

try {
  const verdicts = await test();
  const total = (count: 'passed' | 'skipped') =>
    verdicts.reduce((sum, verdict) => sum + verdict[count], 0);
  const failed = verdicts.flatMap((verdict) => verdict.failed);
  for (const name of failed) console.log(`✗ ${name}`);
  console.log(`${total('passed')} passed, ${failed.length} failed, ${total('skipped')} skipped`);
  process.exitCode = total('passed') > 0 && failed.length === 0 ? 0 : 1;
} catch (error) {
  giveUp(error);
} finally {
  await stopAll();
  process.exit(); // the channel to our parent would keep us
}
