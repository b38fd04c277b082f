// `npm run check` checks types, lint, format, boundaries and unused code, as two sequences in
// parallel.
import { existsSync } from 'node:fs';
import { runBuffered } from './suite/run-buffered.ts';

const folders = [
  'app',
  'components',
  'server',
  'scripts',
  'prisma',
  'e2e',
  'bench',
  'tests',
].filter((folder) => existsSync(folder));

/** Display name and command line of a check. */
export type Check = [name: string, command: string, ...args: string[]];

// The type check needs the fonts first, because app/layout.tsx imports their style sheet.
const fonts: Check = ['fonts', process.execPath, 'scripts/fonts.ts'];
const types: Check = ['types', 'tsc', '--noEmit', '-p', '.'];
const lint: Check = ['lint', 'eslint', '.']; // lint takes as long as all other checks together

/** Each short check takes a few seconds. */
export const shortChecks: Check[] = [
  ['api', process.execPath, 'scripts/api.ts', '--check'],
  ['boundaries', 'depcruise', ...folders],
  ['folders', 'depcruise', '--config', '.dependency-cruiser.folders.cjs', ...folders],
  ['unused', 'knip', '--config', 'scripts/knip.jsonc', '--no-progress', '--no-config-hints'],
  ['format', 'prettier', '--check', '--log-level', 'warn', '.'],
  ['words', process.execPath, 'scripts/retired-words.ts'],
  ['docs', process.execPath, 'scripts/docs.ts', '--check'],
];

/**
 * The long checks take the most time. Type check and lint only compute, so both can run at low
 * priority beside tests.
 */
export const longChecks: Check[] = [types, lint];

interface Running {
  /** If true, the checks yield the processor to other processes. */
  inBackground?: boolean;
}

/** Runs the checks one after another, and returns the names of the failed checks. */
export async function runChecks(
  checks: Check[],
  { inBackground = false }: Running = {},
): Promise<string[]> {
  const failed: string[] = [];
  for (const [name, command, ...args] of checks)
    if (!(await runBuffered(name, command, args, { inBackground }))) failed.push(`check: ${name}`);
  return failed;
}

/** Runs all checks, with lint in parallel to the others. Returns the names of the failed checks. */
export async function check(): Promise<string[]> {
  const first = await runChecks([fonts]);
  const results = await Promise.all([runChecks([lint]), runChecks([types, ...shortChecks])]);
  return [...first, ...results.flat()];
}

/**
 * Checks the types of the whole project, and the lint and format of `files` only. Returns the names
 * of the failed checks.
 */
export async function checkFiles(files: string[]): Promise<string[]> {
  const modules = files.filter((file) => /\.tsx?$/.test(file));
  const [failedTypes, failedFiles] = await Promise.all([
    runChecks([types]),
    runChecks([
      ...(modules.length === 0
        ? []
        : [['lint', 'eslint', '--no-warn-ignored', ...modules] satisfies Check]),
      ['format', 'prettier', '--check', '--ignore-unknown', '--log-level', 'warn', ...files],
    ]),
  ]);
  return [...failedTypes, ...failedFiles];
}

if (import.meta.main) process.exit((await check()).length === 0 ? 0 : 1);
