import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

export interface Verdict {
  passed: number;
  /** The names of the tests that failed. */
  failed: string[];
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
  const verdict = existsSync(file) ? read(JSON.parse(readFileSync(file, 'utf8'))) : { passed: 0, failed: [], skipped: 0 };
  rmSync(directory, { recursive: true });
  return code !== 0 && verdict.failed.length === 0 ? { ...verdict, failed: [`${command} itself`] } : verdict;
}

interface VitestReport {
  numPassedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  testResults: { name: string; status: string; assertionResults: { fullName: string; status: string }[] }[];
}

/** A file that could not be run at all has no failed test: it is named itself. */
function failedIn({ name, status, assertionResults }: VitestReport['testResults'][number]): string[] {
  const file = path.relative(process.cwd(), name);
  const failed = assertionResults.filter((test) => test.status === 'failed').map(({ fullName }) => `${file}: ${fullName}`);
  return status === 'failed' && failed.length === 0 ? [file] : failed;
}

/** Unit and integration tests; each file clones a database of its own. */
export function unitTests(given: { postgresUrl: string; redisUrl: string; filters: string[] }): Promise<Verdict> {
  return run(
    'vitest',
    (report) => ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...given.filters],
    () => ({ JARI_TEST_POSTGRES: given.postgresUrl, JARI_TEST_REDIS: given.redisUrl }),
    (report) => {
      const { numPassedTests, numPendingTests, numTodoTests, testResults } = report as VitestReport;
      return { passed: numPassedTests, failed: testResults.flatMap(failedIn), skipped: numPendingTests + numTodoTests };
    },
  );
}

interface Suite {
  specs: { title: string; file: string; ok: boolean; tests: { status: string }[] }[];
  suites?: Suite[];
}

interface PlaywrightReport {
  stats: { expected: number; skipped: number };
  suites: Suite[];
}

/** A test that passes only when it is repeated has failed. */
const brokenIn = ({ specs, suites = [] }: Suite): string[] => [
  ...specs
    .filter(({ ok, tests }) => !ok || tests.some(({ status }) => status === 'flaky'))
    .map(({ file, title }) => `e2e/${file}: ${title}`),
  ...suites.flatMap(brokenIn),
];

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
      const { stats, suites } = report as PlaywrightReport;
      return { passed: stats.expected, failed: suites.flatMap(brokenIn), skipped: stats.skipped };
    },
  );
}
