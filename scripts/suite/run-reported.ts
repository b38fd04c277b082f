import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { setPriority, tmpdir } from 'node:os';
import path from 'node:path';
import { startProcess } from '../lib/processes.ts';
import type { Verdict } from './verdict.ts';

export interface ReportedRun {
  command: string;
  args: (report: string) => string[];
  env: (report: string) => Record<string, string>;
  read: (report: unknown) => Verdict;
  /** Priority of the runner's processes, as of `setPriority`; 0 by default. */
  niceness?: number;
}

const colours = process.stdout.isTTY ? { FORCE_COLOR: '1' } : {};

/**
 * Runs a test runner and reads its JSON report. If the runner fails without a failed test, adds a
 * failure to the verdict.
 */
export async function runReported({
  command,
  args,
  env,
  read,
  niceness = 0,
}: ReportedRun): Promise<Verdict> {
  const directory = mkdtempSync(path.join(tmpdir(), 'jari-report-'));
  const file = path.join(directory, 'report.json');
  // Runners get pipes, because two runners on a terminal would overwrite each other's lines.
  const { child, ended } = startProcess(command, args(file), {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...colours, ...env(file) },
    group: true,
  });
  if (child.pid !== undefined) setPriority(child.pid, niceness);
  child.stdout?.pipe(process.stdout, { end: false });
  child.stderr?.pipe(process.stderr, { end: false });
  // Waits for `close`, because `exit` can precede the last output.
  await new Promise((resolve) => child.once('close', resolve));
  const end = await ended;
  const verdict = existsSync(file)
    ? read(JSON.parse(readFileSync(file, 'utf8')))
    : { passed: 0, failed: [], skipped: 0, times: [] };
  rmSync(directory, { recursive: true });
  return end !== 'exit code 0' && verdict.failed.length === 0
    ? { ...verdict, failed: [`${command} itself (${end})`] }
    : verdict;
}
