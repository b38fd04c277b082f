import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';

export interface Verdict {
  passed: number;
  /** The tests that failed: the name of each, and below it how it did. */
  failed: string[];
  skipped: number;
}

const reasonLinesMax = 12;

function failure(name: string, reasons: (string | undefined)[]): string {
  const lines = stripVTControlCharacters(reasons.join('\n')).split('\n');
  const told = lines
    .filter((line) => line.trim() !== '' && !/node_modules|at new Promise/.test(line))
    .slice(0, reasonLinesMax);
  return [name, ...told.map((line) => `    ${line}`)].join('\n');
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
    const runner = spawn(command, args(file), {
      stdio: 'inherit',
      env: { ...process.env, ...env(file) },
    });
    runner.once('exit', resolve);
  });
  const verdict = existsSync(file)
    ? read(JSON.parse(readFileSync(file, 'utf8')))
    : { passed: 0, failed: [], skipped: 0 };
  rmSync(directory, { recursive: true });
  return code !== 0 && verdict.failed.length === 0
    ? { ...verdict, failed: [`${command} itself`] }
    : verdict;
}

interface VitestReport {
  numPassedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  testResults: {
    name: string;
    status: string;
    message: string;
    assertionResults: { fullName: string; status: string; failureMessages: string[] | null }[];
  }[];
}

/** A file that could not be run at all has no failed test: it is named itself. */
function failedIn({
  name,
  status,
  message,
  assertionResults,
}: VitestReport['testResults'][number]): string[] {
  const file = path.relative(process.cwd(), name);
  const failed = assertionResults.filter((test) => test.status === 'failed');
  if (status === 'failed' && failed.length === 0) return [failure(file, [message])];
  return failed.map(({ fullName, failureMessages }) =>
    failure(`${file}: ${fullName}`, failureMessages ?? []),
  );
}

/** Unit and integration tests; each file clones a database of its own. */
export function unitTests(given: {
  postgresUrl: string;
  redisUrl: string;
  filters: string[];
}): Promise<Verdict> {
  return run(
    'vitest',
    (report) => [
      'run',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
      ...given.filters,
    ],
    () => ({ JARI_TEST_POSTGRES: given.postgresUrl, JARI_TEST_REDIS: given.redisUrl }),
    (report) => {
      const { numPassedTests, numPendingTests, numTodoTests, testResults } = report as VitestReport;
      return {
        passed: numPassedTests,
        failed: testResults.flatMap(failedIn),
        skipped: numPendingTests + numTodoTests,
      };
    },
  );
}

interface Suite {
  specs: {
    title: string;
    file: string;
    ok: boolean;
    tests: { status: string; results: { errors: { message?: string }[] }[] }[];
  }[];
  suites?: Suite[];
}

interface PlaywrightReport {
  stats: { expected: number; skipped: number };
  suites: Suite[];
}

/** A test that passes only when it is repeated has failed. `ok` tells of the first project alone. */
const brokenIn = ({ specs, suites = [] }: Suite): string[] => [
  ...specs
    .filter(
      ({ ok, tests }) =>
        !ok || tests.some(({ status }) => status === 'flaky' || status === 'unexpected'),
    )
    .map(({ file, title, tests }) => {
      const errors = tests.flatMap(({ results }) => results.flatMap((result) => result.errors));
      return failure(
        `e2e/${file}: ${title}`,
        errors.map(({ message }) => message),
      );
    }),
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
export function browserTests({
  url,
  databaseUrl,
  sessionSecret,
  browser,
  redisPid,
  filters,
}: BrowserRun): Promise<Verdict> {
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
