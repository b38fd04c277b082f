import { stripVTControlCharacters } from 'node:util';

export interface TestTime {
  name: string;
  seconds: number;
}

export interface Verdict {
  passed: number;
  /** An entry per failed test: the test's name, followed by lines with the reasons. */
  failed: string[];
  skipped: number;
  times: TestTime[];
}

const reasonLinesMax = 12;
const slowestMax = 10;

/** Formats an entry of `failed` without colours, blank lines or the runner's stack frames. */
export function failure(name: string, reasons: (string | undefined)[]): string {
  const lines = stripVTControlCharacters(reasons.join('\n'))
    .split('\n')
    .filter((line) => line.trim() !== '' && !/node_modules|at new Promise/.test(line))
    .slice(0, reasonLinesMax);
  return [name, ...lines.map((line) => `    ${line}`)].join('\n');
}

/** Creates a verdict on checks. Passed checks do not count as passed tests. */
export const checksVerdict = (failed: string[]): Verdict => ({
  passed: 0,
  failed,
  skipped: 0,
  times: [],
});

/**
 * Prints the slowest tests, the failed tests and the totals. `.ci/run` reads the totals from the
 * last line. Returns false if a test failed. Returns false if no test passed, unless `mayBeEmpty`
 * is true.
 */
export function printVerdict(
  verdicts: Verdict[],
  { mayBeEmpty }: { mayBeEmpty: boolean },
): boolean {
  const total = (count: 'passed' | 'skipped') =>
    verdicts.reduce((sum, verdict) => sum + verdict[count], 0);
  const failed = verdicts.flatMap((verdict) => verdict.failed);
  const slowest = verdicts
    .flatMap(({ times }) => times)
    .sort((a, b) => b.seconds - a.seconds)
    .slice(0, slowestMax);
  if (slowest.length > 0) console.log(`The ${slowest.length} slowest tests:`);
  for (const { name, seconds } of slowest)
    console.log(`${seconds.toFixed(1).padStart(7)} s  ${name}`);
  for (const name of failed) console.log(`✗ ${name}`);
  console.log(`${total('passed')} passed, ${failed.length} failed, ${total('skipped')} skipped`);
  return failed.length === 0 && (total('passed') > 0 || mayBeEmpty);
}
