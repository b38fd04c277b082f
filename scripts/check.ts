import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

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

/** Each fast check: what it is called, and the command that carries it out. Types and lint need the generated client; the boundaries, the fonts’ style sheet. */
const checks: [string, string, ...string[]][] = [
  ['client', 'prisma', 'generate', '--no-hints'],
  ['fonts', process.execPath, 'scripts/fonts.ts'],
  ['types', 'tsc', '--noEmit', '-p', '.'],
  ['lint', 'eslint', '.'],
  ['format', 'prettier', '--check', '--log-level', 'warn', '.'],
  ['boundaries', 'depcruise', ...folders],
  ['folders', 'depcruise', '--config', '.dependency-cruiser.folders.cjs', ...folders],
  ['unused', 'knip', '--config', 'scripts/knip.jsonc', '--no-progress', '--no-config-hints'],
  ['words', process.execPath, 'scripts/retired-words.ts'],
  ['docs', process.execPath, 'scripts/docs.ts', '--check'],
  ['api', process.execPath, 'scripts/api.ts', '--check'],
];

/** Runs the checks in order, saying how long each took. Returns the names of those that failed. */
export function check(): string[] {
  const failed = checks.filter(([name, command, ...args]) => {
    const since = performance.now();
    const { status } = spawnSync(command, args, { stdio: 'inherit' });
    console.log(
      `${status === 0 ? '✓' : '✗'} ${name} (${((performance.now() - since) / 1000).toFixed(1)} s)`,
    );
    return status !== 0;
  });
  return failed.map(([name]) => `check: ${name}`);
}

if (import.meta.main) process.exit(check().length === 0 ? 0 : 1);
