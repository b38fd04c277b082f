// `npm run check` checks types, lint, format, import boundaries and unused code.
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

export type Check = [name: string, command: string, ...args: string[]];

// The type check needs the fonts first, because app/layout.tsx imports their style sheet.
const fonts: Check = ['fonts', process.execPath, 'scripts/fonts.ts'];
const types: Check = ['types', 'tsc', '--noEmit', '-p', '.'];
const lint: Check = ['lint', 'oxlint']; // .oxlintrc.json has the rules

/** Checks that take a few seconds each. */
export const shortChecks: Check[] = [
  ['api', process.execPath, 'scripts/api.ts', '--check'],
  ['boundaries', 'depcruise', ...folders],
  ['folders', 'depcruise', '--config', '.dependency-cruiser.folders.cjs', ...folders],
  ['unused', 'knip', '--config', 'scripts/knip.jsonc', '--no-progress', '--no-config-hints'],
  ['format', 'prettier', '--check', '--log-level', 'warn', '.'],
  ['words', process.execPath, 'scripts/retired-words.ts'],
  ['docs', process.execPath, 'scripts/docs.ts', '--check'],
];

/** The longest checks, which `npm test` runs at low priority beside the tests. */
export const longChecks: Check[] = [types, lint];

interface Running {
  /** True if the checks run at low processor priority. */
  inBackground?: boolean;
}

/** Runs the checks in sequence and returns the names of the failed checks. */
export async function runChecks(
  checks: Check[],
  { inBackground = false }: Running = {},
): Promise<string[]> {
  const failed: string[] = [];
  for (const [name, command, ...args] of checks)
    if (!(await runBuffered(name, command, args, { inBackground }))) failed.push(`check: ${name}`);
  return failed;
}

/** Runs types and lint in parallel with all other checks. Returns the names of the failed checks. */
export async function check(): Promise<string[]> {
  const first = await runChecks([fonts]);
  const results = await Promise.all([runChecks([types, lint]), runChecks(shortChecks)]);
  return [...first, ...results.flat()];
}

/**
 * Checks the types of the whole project. Limits lint and format to `files`. Returns the names of
 * the failed checks.
 */
export async function checkFiles(files: string[]): Promise<string[]> {
  const modules = files.filter((file) => /\.tsx?$/.test(file));
  const [failedTypes, failedFiles] = await Promise.all([
    runChecks([types]),
    runChecks([
      ...(modules.length === 0
        ? []
        : [['lint', 'oxlint', '--no-error-on-unmatched-pattern', ...modules] satisfies Check]),
      ['format', 'prettier', '--check', '--ignore-unknown', '--log-level', 'warn', ...files],
    ]),
  ]);
  return [...failedTypes, ...failedFiles];
}

if (import.meta.main) process.exit((await check()).length === 0 ? 0 : 1);
