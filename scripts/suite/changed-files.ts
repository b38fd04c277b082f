import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Tests that fit into a time limit. */
export interface Selection {
  chosen: string[];
  /** Related tests outside the time limit. */
  left: string[];
}

function git(...args: string[]): string[] | null {
  const { status, stdout } = spawnSync('git', args, { encoding: 'utf8' });
  return status === 0 ? stdout.split('\n').filter((line) => line !== '') : null;
}

export interface Changes {
  /** Commit to compare with the working tree. */
  base: string;
  /** Paths of changed files, relative to the root; deleted files are absent. */
  files: string[];
}

/**
 * Finds the files that changed since this branch left `main`. On `main`, finds uncommitted changes.
 */
export function changedFiles(): Changes {
  const base =
    ['main', 'origin/main'].flatMap((branch) => git('merge-base', 'HEAD', branch) ?? [])[0] ??
    'HEAD';
  const differing = git('diff', '--name-only', base);
  if (differing === null) throw new Error('npm test -- changed needs a git checkout.');
  const added = git('ls-files', '--others', '--exclude-standard') ?? [];
  return { base, files: [...differing, ...added].filter((file) => existsSync(file)) };
}

const isModule = (file: string) => /\.[cm]?tsx?$/.test(file);

// `readByTests` and `startedByTests` list modules that use other files without an import.
const readByTests = ['scripts/docs.test.ts', 'scripts/licences.test.ts', 'scripts/fonts.test.ts'];
const startedByTests = ['tests/support/instance.ts', 'tests/support/app-server.ts'];

/**
 * Returns the modules whose source contains the name of a changed SQL, Lua, JSON or Prisma file.
 */
function readersOf(files: string[]): string[] {
  const names = files
    .filter((file) => /\.(sql|lua|json|prisma)$/.test(file))
    .map((file) => path.basename(file));
  if (names.length === 0) return [];
  return (git('ls-files', '*.ts', '*.tsx') ?? []).filter((module) => {
    const source = existsSync(module) ? readFileSync(module, 'utf8') : '';
    return names.some((name) => source.includes(name));
  });
}

/** Returns changed modules, and modules that read or start a changed file. */
export function affectedModules(files: string[]): string[] {
  return [
    ...new Set([
      ...files.filter(isModule),
      ...readersOf(files),
      ...(files.every(isModule) ? [] : readByTests),
      ...(files.some((file) => /^(server|prisma)\//.test(file)) ? startedByTests : []),
    ]),
  ];
}

const pageFiles = /^(app|components|e2e|server\/(http|pages|trpc))\//;
const shortestBrowserTest = 'e2e/golden-path.spec.ts'; // visits every page within seconds

/** A browser test takes 10 s on average and 30 s at most. */
const changedBrowserTestsMax = 3;

/** Selects up to three changed browser tests. Adds the golden path if a page may have changed. */
export function affectedBrowserTests({ base, files }: Changes): Selection {
  const changed = files
    .filter((file) => file.endsWith('.spec.ts') && file !== shortestBrowserTest)
    .flatMap((file) =>
      changedTestLines(
        readFileSync(file, 'utf8'),
        (git('diff', '--unified=0', base, '--', file) ?? []).join('\n'),
      ).map((line) => `${file}:${String(line)}`),
    );
  const pages = files.some((file) => pageFiles.test(file)) ? [shortestBrowserTest] : [];
  return {
    chosen: [...changed.slice(0, changedBrowserTestsMax), ...pages],
    left: changed.slice(changedBrowserTestsMax),
  };
}

/**
 * Returns the first line number of each changed test. Requires a diff without context lines. An
 * empty diff means a new file, of which every test counts.
 */
export function changedTestLines(source: string, diff: string): number[] {
  const starts = source
    .split('\n')
    .flatMap((text, at) => (/^\s*test\(/.test(text) ? [at + 1] : []));
  if (diff === '') return starts;
  const hunks = [...diff.matchAll(/^@@ \S+ \+(\d+)(?:,(\d+))? @@/gm)].map(
    ([, first = '', length = '1']) => ({
      first: Number(first),
      last: Number(first) + Number(length),
    }),
  );
  return starts.filter((start, at) => {
    const next = starts[at + 1] ?? Infinity;
    return hunks.some(({ first, last }) => first < next && last >= start);
  });
}
