import { spawnSync } from 'node:child_process';

/** Each fast check: what it is called, and the command that carries it out. */
const checks: [string, string, ...string[]][] = [
  ['types', 'tsc', '--noEmit', '-p', '.'],
  ['lint', 'eslint', '.'],
  ['format', 'prettier', '--check', '--log-level', 'warn', '.'],
  ['boundaries', 'depcruise', 'server', 'scripts', 'prisma'],
];

/** Runs the checks in order, saying how long each took. Returns how many failed. */
export function check(): number {
  spawnSync('prisma', ['generate'], { stdio: 'ignore', env: { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: process.execPath } });
  return checks.filter(([name, command, ...args]) => {
    const since = performance.now();
    const { status } = spawnSync(command, args, { stdio: 'inherit' });
    console.log(`${status === 0 ? '✓' : '✗'} ${name} (${((performance.now() - since) / 1000).toFixed(1)} s)`);
    return status !== 0;
  }).length;
}

if (import.meta.main) process.exit(check() === 0 ? 0 : 1);
