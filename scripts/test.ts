import { spawn } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { check } from './check.ts';
import { migrate } from './migrate.ts';
import { startTestPostgres } from './stores/postgres.ts';
import { startTestRedis } from './stores/redis.ts';

const failedChecks = check();
const postgres = await startTestPostgres();
const redis = await startTestRedis();
const admin = new pg.Client({ connectionString: postgres.url('postgres') });
await admin.connect();
await admin.query('CREATE DATABASE jari_template');
await admin.end();
await migrate(postgres.url('jari_template'));
console.log('Tests run on an embedded PostgreSQL and on redis-server, both their own.');

const report = path.join(tmpdir(), `jari-vitest-${String(process.pid)}.json`);
const code = await new Promise<number>((resolve) => {
  const tests = spawn(
    'vitest',
    ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...process.argv.slice(2)],
    {
      stdio: 'inherit',
      env: { ...process.env, JARI_TEST_POSTGRES: postgres.url('postgres'), JARI_TEST_REDIS: redis.url },
    },
  );
  tests.once('exit', (exitCode) => resolve(exitCode ?? 1));
});
await redis.stop();
await postgres.stop();

interface Totals {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
}
const totals = JSON.parse(readFileSync(report, 'utf8')) as Totals;
rmSync(report);
const failed = totals.numFailedTests + failedChecks;
const skipped = totals.numPendingTests + totals.numTodoTests;
console.log(`${String(totals.numPassedTests)} passed, ${String(failed)} failed, ${String(skipped)} skipped`);
process.exit(code !== 0 || failed > 0 ? 1 : 0);
