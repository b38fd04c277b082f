import { runReported } from './run-reported.ts';
import { failure, type TestTime, type Verdict } from './verdict.ts';

interface Suite {
  specs: {
    title: string;
    file: string;
    ok: boolean;
    tests: {
      projectName: string;
      status: string;
      results: { duration: number; errors: { message?: string }[] }[];
    }[];
  }[];
  suites?: Suite[];
}
type Spec = Suite['specs'][number];

interface PlaywrightReport {
  stats: { expected: number; skipped: number };
  suites: Suite[];
}

const specsOf = ({ specs, suites = [] }: Suite): Spec[] => [...specs, ...suites.flatMap(specsOf)];

const nameOf = ({ file, title }: Spec) => `e2e/${file}: ${title}`;

/**
 * A test that passes only after a retry counts as failed. Checks every project, because `ok` covers
 * only the first project.
 */
const isBroken = ({ ok, tests }: Spec) =>
  !ok || tests.some(({ status }) => status === 'flaky' || status === 'unexpected');

function failureOf(spec: Spec): string {
  const errors = spec.tests.flatMap(({ results }) => results.flatMap((result) => result.errors));
  return failure(
    nameOf(spec),
    errors.map(({ message }) => message),
  );
}

const timesOf = (spec: Spec): TestTime[] =>
  spec.tests.map(({ projectName, results }) => ({
    name: `${nameOf(spec)} (${projectName})`,
    seconds: results.reduce((sum, { duration }) => sum + duration, 0) / 1000,
  }));

export interface BrowserRun {
  url: string;
  databaseUrl: string;
  sessionSecret: string;
  browser: string;
  /** Browser with an interface, whose preferences a test sets. */
  wholeBrowser: string;
  redisPid: number;
  /** Page of the mailbox that receives the instance's mails. */
  mailboxUrl: string;
  /** Port of the push service that a test starts. */
  pushPort: number;
  filters: string[];
}

export function browserTests(given: BrowserRun): Promise<Verdict> {
  return runReported({
    command: 'playwright',
    args: () => [
      'test',
      '--config',
      'e2e/playwright.config.ts',
      '--reporter=list,json',
      ...given.filters,
    ],
    env: (report) => ({
      PLAYWRIGHT_JSON_OUTPUT_NAME: report,
      JARI_E2E_URL: given.url,
      JARI_E2E_BROWSER: given.browser,
      JARI_E2E_WHOLE_BROWSER: given.wholeBrowser,
      JARI_E2E_MAILBOX: given.mailboxUrl,
      JARI_E2E_PUSH_PORT: String(given.pushPort),
      JARI_E2E_REDIS_PID: String(given.redisPid),
      DATABASE_URL: given.databaseUrl,
      NEXTAUTH_SECRET: given.sessionSecret,
    }),
    read: (report) => {
      const { stats, suites } = report as PlaywrightReport;
      const specs = suites.flatMap(specsOf);
      return {
        passed: stats.expected,
        failed: specs.filter(isBroken).map(failureOf),
        skipped: stats.skipped,
        times: specs.flatMap(timesOf),
      };
    },
  });
}
