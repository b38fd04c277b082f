import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Verdict } from './verdict.ts';

export interface ReportedRun {
  command: string;
  args: (report: string) => string[];
  env: (report: string) => Record<string, string>;
  /** Reads the JSON report. */
  read: (report: unknown) => Verdict;
}

const colours = process.stdout.isTTY ? { FORCE_COLOR: '1' } : {};

/** Runs a test runner and reads its JSON report. A runner that fails without a failed test counts as one failure. */
export async function runReported({ command, args, env, read }: ReportedRun): Promise<Verdict> {
  const directory = mkdtempSync(path.join(tmpdir(), 'jari-report-'));
  const file = path.join(directory, 'report.json');
  const code = await new Promise<number | null>((resolve) => {
    // Two runners may print at the same time: on a terminal, each would rewrite the other's lines.
    const runner = spawn(command, args(file), {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...colours, ...env(file) },
    });
    runner.stdout.pipe(process.stdout, { end: false });
    runner.stderr.pipe(process.stderr, { end: false });
    runner.once('close', resolve);
  });
  const verdict = existsSync(file)
    ? read(JSON.parse(readFileSync(file, 'utf8')))
    : { passed: 0, failed: [], skipped: 0, times: [] };
  rmSync(directory, { recursive: true });
  return code !== 0 && verdict.failed.length === 0
    ? { ...verdict, failed: [`${command} itself`] }
    : verdict;
}
