import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

function git(...args: string[]): string[] | null {
  const { status, stdout } = spawnSync('git', args, { encoding: 'utf8' });
  return status === 0 ? stdout.split('\n').filter((line) => line !== '') : null;
}

export interface Changes {
  /** The commit that the working tree is compared with. */
  base: string;
  /** The files that differ from it and still exist, relative to the root. */
  files: string[];
}

/** What differs from where this branch left `main`; on `main` itself, from its last commit. */
export function changedFiles(): Changes {
  const base =
    ['main', 'origin/main'].flatMap((branch) => git('merge-base', 'HEAD', branch) ?? [])[0] ??
    'HEAD';
  const differing = git('diff', '--name-only', base);
  if (differing === null) throw new Error('npm test -- changed needs a git checkout.');
  const added = git('ls-files', '--others', '--exclude-standard') ?? [];
  return { base, files: [...differing, ...added].filter((file) => existsSync(file)) };
}

export const isModule = (file: string): boolean => /\.[cm]?tsx?$/.test(file);

/** The modules that change with these files: themselves, and those that name a changed SQL, Lua or JSON file. */
export function changedModules(files: string[]): string[] {
  const read = files.filter((file) => /\.(sql|lua|json|prisma)$/.test(file));
  const names = read.map((file) => path.basename(file));
  const readers =
    names.length === 0
      ? []
      : (git('ls-files', '*.ts', '*.tsx') ?? []).filter((module) => {
          const source = existsSync(module) ? readFileSync(module, 'utf8') : '';
          return names.some((name) => source.includes(name));
        });
  return [...new Set([...files.filter(isModule), ...readers])];
}
