// `npm run check`: types, lint, formats, boundaries and unused code, as two processes side by side.
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

/** A display name and a command. */
export type Check = [name: string, command: string, ...args: string[]];

// app/layout.tsx imports their style sheet
const fonts: Check = ['fonts', process.execPath, 'scripts/fonts.ts'];
const types: Check = ['types', 'tsc', '--noEmit', '-p', '.'];
const lint: Check = ['lint', 'eslint', '.']; // one core for as long as all others together

/** The checks that take seconds. */
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
 * The checks that take most of the time: processor time only, so they can run beside tests with a
 * low priority.
 */
export const longChecks: Check[] = [types, lint];

interface Running {
  /** Yields the processor to other processes. */
  inBackground?: boolean;
}

/** Runs these checks one after another. Returns the names of those that failed. */
export async function runChecks(
  checks: Check[],
  { inBackground = false }: Running = {},
): Promise<string[]> {
  const failed: string[] = [];
  for (const [name, command, ...args] of checks)
    if (!(await runBuffered(name, command, args, { inBackground }))) failed.push(`check: ${name}`);
  return failed;
}

/** Runs all checks, lint beside the others. Returns the names of those that failed. */
export async function check(): Promise<string[]> {
  const first = await runChecks([fonts]);
  const results = await Promise.all([runChecks([lint]), runChecks([types, ...shortChecks])]);
  return [...first, ...results.flat()];
}

/**
 * Checks the types of everything, and the lint and format of these files alone. Returns the names
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
