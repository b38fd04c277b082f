// `npm test` runs all checks and tests on separate stores. The following commands run a part:
//
// - `npm test -- unit [FILTER…]` runs unit and integration tests. `npm test -- browser [FILTER…]`
//   runs browser tests.
// - `npm test -- changed` tests the files that differ from `main`, in less than two minutes. The
//   command checks all types, and the lint and format of the changed files. The command runs the
//   nearest related tests. The output names omitted related tests. If a page may have changed, a
//   browser runs a complete purchase.
// - `npm run test:faults` injects each fault `JARI_FAULT_ROUNDS` times, by default ten times.
//
// The last line of the output is `N passed, M failed, K skipped`, below the ten slowest tests.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pgbouncerProgram } from '#tests/support/pgbouncer.ts';
import { findBrowser } from './browser.ts';
import { build } from './build.ts';
import { checkFiles, longChecks, runChecks, shortChecks } from './check.ts';
import { startDemonstration } from './demonstration.ts';
import { makeFonts } from './fonts.ts';
import { stopProcesses } from './lib/processes.ts';
import { migrate } from './migrate.ts';
import { reportError } from './lib/progress.ts';
import { createDatabase, type Postgres, startTestPostgres } from './stores/postgres.ts';
import { freePort } from './stores/free-port.ts';
import { startMailbox } from './stores/mailbox.ts';
import { redisOnPath, startTestRedis } from './stores/redis.ts';
import { browserTests } from './suite/browser-tests.ts';
import { affectedBrowserTests, affectedModules, changedFiles } from './suite/changed-files.ts';
import { selectTests } from './suite/related-tests.ts';
import { unitTests } from './suite/unit-tests.ts';
import { checksVerdict, printVerdict, type Verdict } from './suite/verdict.ts';

const template = 'jari_template'; // tests/support/stores.ts clones this database per file
const browserDatabase = 'jari_browser';
// A limit of 25 s leaves time for types, lint and a browser test within two minutes.
const relatedSecondsMax = 25;

/** Starts the run's PostgreSQL and migrates the template database. */
async function openPostgres(): Promise<Postgres> {
  const postgres = await startTestPostgres();
  await createDatabase(postgres.url('postgres'), template);
  await migrate(postgres.url(template));
  return postgres;
}

async function testUnits(postgres: Postgres, args: string[]): Promise<Verdict> {
  const redis = await startTestRedis();
  console.log(
    `The unit tests run on ${postgres.engine} and ${redis.engine}, both started for this run.`,
  );
  if (redisOnPath() === undefined)
    console.log('Without a redis-server on PATH, the tests of a Redis cluster are skipped.');
  if (pgbouncerProgram === undefined)
    console.log('Without PgBouncer on PATH, the tests behind it are skipped.');
  const verdict = await unitTests({
    postgresUrl: postgres.url('postgres'),
    redisUrl: redis.url,
    args,
  });
  await redis.stop();
  return verdict;
}

/**
 * Runs the browser tests on an instance with the demonstration data. Starts a separate Redis,
 * because the tests suspend Redis.
 */
async function testInBrowser(postgres: Postgres, filters: string[]): Promise<Verdict> {
  const browser = findBrowser();
  console.log(`The browser is ${browser}.`);
  const redis = await startTestRedis();
  const mails = mkdtempSync(path.join(tmpdir(), 'jari-mails-'));
  const mailbox = await startMailbox(mails);
  const pushPort = await freePort();
  const { url, databaseUrl, sessionSecret, instance } = await startDemonstration(
    { postgres, redisUrl: redis.url },
    browserDatabase,
    {
      QUEUE_RECOVERY_SECONDS: '2',
      SMTP_URL: mailbox.url,
      NODE_ENV: 'test', // production refuses PUSH_TEST_HOSTS
      PUSH_TEST_HOSTS: `127.0.0.1:${String(pushPort)}`,
    },
  );
  const verdict = await browserTests({
    url,
    databaseUrl,
    sessionSecret,
    browser,
    wholeBrowser: findBrowser({ whole: true }),
    redisPid: redis.pid,
    mailboxUrl: mailbox.pageUrl,
    pushPort,
    filters,
  });
  await instance.stop();
  await mailbox.stop();
  rmSync(mails, { recursive: true });
  await redis.stop();
  return verdict;
}

/**
 * Runs the long checks in parallel with the tests. Low priority keeps the long checks from slowing
 * the tests.
 */
async function testAll(): Promise<Verdict[]> {
  await makeFonts();
  const [failed, postgres] = await Promise.all([runChecks(shortChecks), openPostgres(), build()]);
  const [moreFailed, ...verdicts] = await Promise.all([
    runChecks(longChecks, { inBackground: true }),
    testUnits(postgres, ['run']),
    testInBrowser(postgres, []),
  ]);
  await postgres.stop();
  return [checksVerdict([...failed, ...moreFailed]), ...verdicts];
}

async function testPart(part: 'unit' | 'browser', filters: string[]): Promise<Verdict[]> {
  const [postgres] = await Promise.all([openPostgres(), build()]);
  const verdict = await (part === 'unit'
    ? testUnits(postgres, ['run', ...filters])
    : testInBrowser(postgres, filters));
  await postgres.stop();
  return [verdict];
}

async function testChanged(): Promise<Verdict[]> {
  const changes = changedFiles();
  const { base, files } = changes;
  console.log(`${files.length} files differ from ${base.slice(0, 10)}.`);
  if (files.length === 0) return [];
  const units = await selectTests(affectedModules(files), relatedSecondsMax);
  const browser = affectedBrowserTests(changes);
  const [postgres] = await Promise.all([openPostgres(), build()]);
  const [failed, ...verdicts] = await Promise.all([
    checkFiles(files),
    ...(units.chosen.length > 0 ? [testUnits(postgres, ['run', ...units.chosen])] : []),
    ...(browser.chosen.length > 0 ? [testInBrowser(postgres, browser.chosen)] : []),
  ]);
  await postgres.stop();
  const left = [...units.left, ...browser.left];
  if (left.length > 0) console.log(`Skipped to stay within two minutes: ${left.join(' ')}`);
  return [checksVerdict(failed), ...verdicts];
}

function test(part: string | undefined, filters: string[]): Promise<Verdict[]> {
  switch (part) {
    case undefined:
      return testAll();
    case 'unit':
    case 'browser':
      return testPart(part, filters);
    case 'changed':
      return testChanged();
    case 'faults':
      process.env['JARI_FAULT_ROUNDS'] ??= '10';
      return testPart(
        'unit',
        (filters.length > 0 ? filters : ['']).map((name) => `tests/faults/${name}`),
      );
    default:
      throw new Error(
        `Unknown part ${part}: use npm test [-- unit|browser|changed|faults [FILTER…]]`,
      );
  }
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'disconnect'])
  process.on(signal, () => void stopProcesses().then(() => process.exit(1)));

try {
  const [part, ...filters] = process.argv.slice(2);
  const verdicts = await test(part, filters);
  process.exitCode = printVerdict(verdicts, { mayBeEmpty: part === 'changed' }) ? 0 : 1;
} catch (error) {
  reportError(error);
} finally {
  await stopProcesses();
  process.exit(); // without exit, the IPC channel keeps the process alive
}
