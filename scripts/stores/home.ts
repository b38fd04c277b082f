import { generateKeyPairSync, randomBytes } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { isReachable } from './packaged-postgres.ts';

const isRoot = process.getuid?.() === 0;

const given = process.env['JARI_HOME'] ?? '';
/** Where a checkout keeps its data, secrets and logs. */
export const home = path.resolve(
  given === '' ? path.join(import.meta.dirname, '../../.jari') : given,
);
const runFile = path.join(home, 'run.json');

const storeNames = ['DATABASE_URL', 'REDIS_URL'] as const;
const secretNames = ['NEXTAUTH_SECRET', 'QUEUE_TOKEN_KEYS', 'TICKET_KEY'] as const;

/** What a running system is reached by; the names in capitals are the environment's. */
export type RunFile = { url: string; demonstration: boolean } & Record<
  (typeof storeNames | typeof secretNames)[number],
  string
>;

/** Others may pass through to the database's directory where the database runs as another user; they can list and read nothing. */
export function makeHome(): void {
  mkdirSync(home, { recursive: true, mode: isRoot ? 0o711 : 0o700 });
}

export function inHome(...names: string[]): string {
  return path.join(home, ...names);
}

function writePrivateJson(file: string, content: unknown): void {
  writeFileSync(`${file}.new`, JSON.stringify(content, null, 2), { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

/** Tells the other commands how to reach what is running. */
export function writeRunFile({
  url,
  demonstration,
  environment,
}: {
  url: string;
  demonstration: boolean;
  environment: Record<string, string>;
}): void {
  const taken = [...storeNames, ...secretNames].map((name) => [name, environment[name]]);
  writePrivateJson(runFile, { url, demonstration, ...Object.fromEntries(taken) });
}

export function removeRunFile(): void {
  rmSync(runFile, { force: true });
}

export function readRunFile(): RunFile | null {
  return existsSync(runFile) ? (JSON.parse(readFileSync(runFile, 'utf8')) as RunFile) : null;
}

/** A setting of this process' environment, or else of the running system. Throws one clear line where neither has it. */
export function requiredSetting(name: (typeof storeNames | typeof secretNames)[number]): string {
  const given = process.env[name] ?? '';
  const setting = given === '' ? readRunFile()?.[name] : given;
  if (setting === undefined)
    throw new Error(`${name} is not set, and nothing is running in ${home}.`);
  return setting;
}

type Secrets = Pick<RunFile, (typeof secretNames)[number]>;

export function newSecrets(): Secrets {
  return {
    NEXTAUTH_SECRET: randomBytes(32).toString('hex'),
    QUEUE_TOKEN_KEYS: `${randomBytes(3).toString('hex')}:${randomBytes(32).toString('hex')}`,
    TICKET_KEY: generateKeyPairSync('ed25519')
      .privateKey.export({ format: 'der', type: 'pkcs8' })
      .toString('base64'),
  };
}

/** The secrets of this home, made once and kept. */
export function secrets(): Secrets {
  const file = inHome('secrets.json');
  if (!existsSync(file)) writePrivateJson(file, newSecrets());
  return JSON.parse(readFileSync(file, 'utf8')) as Secrets;
}

/**
 * Where PostgreSQL's data are: in the home, or, when it runs as another user who cannot reach that, in a directory of the
 * system's to which the home has a link.
 */
export function postgresDirectory(): string {
  const inside = inHome('postgres');
  if (existsSync(inside)) return realpathSync(inside);
  if (lstatSync(inside, { throwIfNoEntry: false }) !== undefined) rmSync(inside); // a link to what is no longer there
  if (!isRoot || isReachable(home)) {
    mkdirSync(inside, { mode: 0o700 });
    return inside;
  }
  const outside = makeSystemDirectory();
  symlinkSync(outside, inside);
  return outside;
}

function makeSystemDirectory(): string {
  try {
    mkdirSync('/var/lib/jari', { recursive: true });
    chmodSync('/var/lib/jari', 0o711); // whatever the umask
    return mkdtempSync('/var/lib/jari/postgres-');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOSPC') throw error;
    return mkdtempSync('/var/tmp/jari-postgres-'); // a system whose /var/lib cannot be written
  }
}
