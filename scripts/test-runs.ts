import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

export interface Verdict {
  passed: number;
  failed: number;
  skipped: number;
}

/** Runs a test runner that writes a JSON report, and reads its verdict; a runner that fails without a failed test is one failure. */
async function run(
  command: string,
  args: (report: string) => string[],
  env: (report: string) => Record<string, string>,
  read: (report: unknown) => Verdict,
): Promise<Verdict> {
  const directory = mkdtempSync(path.join(tmpdir(), 'jari-report-'));
  const file = path.join(directory, 'report.json');
  const code = await new Promise<number | null>((resolve) => {
    const runner = spawn(command, args(file), { stdio: 'inherit', env: { ...process.env, ...env(file) } });
    runner.once('exit', resolve);
  });
  const verdict = existsSync(file) ? read(JSON.parse(readFileSync(file, 'utf8'))) : { passed: 0, failed: 0, skipped: 0 };
  rmSync(directory, { recursive: true });
  return code !== 0 && verdict.failed === 0 ? { ...verdict, failed: 1 } : verdict;
}

interface VitestReport {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
}

/** Unit and integration tests; each file clones a database of its own. */
export function unitTests(given: { postgresUrl: string; redisUrl: string; filters: string[] }): Promise<Verdict> {
  return run(
    'vitest',
    (report) => ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...given.filters],
    () => ({ JARI_TEST_POSTGRES: given.postgresUrl, JARI_TEST_REDIS: given.redisUrl }),
    (report) => {
      const { numPassedTests, numFailedTests, numPendingTests, numTodoTests } = report as VitestReport;
      return { passed: numPassedTests, failed: numFailedTests, skipped: numPendingTests + numTodoTests };
    },
  );
}

interface PlaywrightReport {
  stats: { expected: number; unexpected: number; flaky: number; skipped: number };
}

export interface BrowserRun {
  url: string;
  databaseUrl: string;
  sessionSecret: string;
  browser: string;
  redisPid: number;
  filters: string[];
}

/** Browser tests against one real instance. */
export function browserTests({ url, databaseUrl, sessionSecret, browser, redisPid, filters }: BrowserRun): Promise<Verdict> {
  return run(
    'playwright',
    () => ['test', '--config', 'e2e/playwright.config.ts', '--reporter=list,json', ...filters],
    (report) => ({
      PLAYWRIGHT_JSON_OUTPUT_NAME: report,
      JARI_E2E_URL: url,
      JARI_E2E_BROWSER: browser,
      JARI_E2E_REDIS_PID: String(redisPid),
      DATABASE_URL: databaseUrl,
      NEXTAUTH_SECRET: sessionSecret,
    }),
    (report) => {
      const { stats } = report as PlaywrightReport;
      return { passed: stats.expected, failed: stats.unexpected + stats.flaky, skipped: stats.skipped };
    },
  );
}
