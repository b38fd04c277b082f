import { randomBytes } from 'node:crypto';
import {
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { startProcess } from '../lib/processes.ts';
import type { Owner } from './packaged-postgres.ts';

export interface DataDirectory {
  data: string;
  log: string;
  owner: Owner;
  program: (name: string) => string;
}

/**
 * Initializes a missing data directory. A killed run leaves no half-initialized directory, because
 * a rename completes the initialization. Returns the server's password.
 */
export async function prepareData(
  directory: string,
  { data, owner, program }: DataDirectory,
): Promise<string> {
  const passwordFile = path.join(directory, 'password');
  if (existsSync(path.join(data, 'PG_VERSION'))) return readFileSync(passwordFile, 'utf8');
  const password = randomBytes(16).toString('hex');
  const fresh = `${data}.new`;
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(fresh, { recursive: true, mode: 0o700 });
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (owner.uid !== undefined && owner.gid !== undefined)
    for (const file of [directory, fresh, passwordFile]) chownSync(file, owner.uid, owner.gid);
  await initialize({ data: fresh, owner, program }, passwordFile);
  renameSync(fresh, data);
  return password;
}

async function initialize(
  { data, owner, program }: Omit<DataDirectory, 'log'>,
  passwordFile: string,
): Promise<void> {
  const identity = ['-U', 'jari', '-A', 'scram-sha-256', `--pwfile=${passwordFile}`];
  // The built-in locale sorts text identically on every system.
  const locale = [
    '-E',
    'UTF8',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--no-locale',
  ];
  const args = ['-D', data, ...identity, ...locale, '--no-sync'];
  const initdb = startProcess(program('initdb'), args, {
    ...owner,
    cwd: '/',
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let output = '';
  initdb.child.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const end = await initdb.ended;
  if (end === 'exit code 0') return;
  const reason = /(?:error|FATAL): +(.*)/.exec(output)?.[1] ?? output.trim();
  throw new Error(`could not create PostgreSQL’s data in ${data} (${end}): ${reason}`);
}
