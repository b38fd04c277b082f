import path from 'node:path';
import { runReported } from './run-reported.ts';
import { failure, type Verdict } from './verdict.ts';

interface VitestReport {
  numPassedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  testResults: {
    name: string;
    status: string;
    message: string;
    assertionResults: {
      fullName: string;
      status: string;
      duration?: number | null;
      failureMessages: string[] | null;
    }[];
  }[];
}
type FileResult = VitestReport['testResults'][number];

const fileOf = ({ name }: FileResult) => path.relative(process.cwd(), name);

/** Returns an entry per failed test; an entry for the file if the file failed to load. */
function failedIn(result: FileResult): string[] {
  const failed = result.assertionResults.filter((test) => test.status === 'failed');
  if (result.status === 'failed' && failed.length === 0)
    return [failure(fileOf(result), [result.message])];
  return failed.map(({ fullName, failureMessages }) =>
    failure(`${fileOf(result)}: ${fullName}`, failureMessages ?? []),
  );
}

const timesIn = (result: FileResult) =>
  result.assertionResults.map(({ fullName, duration }) => ({
    name: `${fileOf(result)}: ${fullName}`,
    seconds: (duration ?? 0) / 1000,
  }));

export interface UnitRun {
  postgresUrl: string;
  redisUrl: string;
  /** Arguments of Vitest, such as `run server/seating`. */
  args: string[];
}

/** Runs unit and integration tests. Each test file clones its own database. */
export function unitTests({ postgresUrl, redisUrl, args }: UnitRun): Promise<Verdict> {
  return runReported({
    command: 'vitest',
    // The browser tests run one after the other, so that they would end last at equal priority.
    niceness: 3,
    args: (report) => [
      ...args,
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
    ],
    env: () => ({ JARI_TEST_POSTGRES: postgresUrl, JARI_TEST_REDIS: redisUrl }),
    read: (report) => {
      const { numPassedTests, numPendingTests, numTodoTests, testResults } = report as VitestReport;
      return {
        passed: numPassedTests,
        failed: testResults.flatMap(failedIn),
        skipped: numPendingTests + numTodoTests,
        times: testResults.flatMap(timesIn),
      };
    },
  });
}
