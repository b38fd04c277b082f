import { createECDH, generateKeyPairSync, randomBytes } from 'node:crypto';
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
/** Folder with a checkout's data, secrets and logs; JARI_HOME overrides the default, `.jari`. */
export const home = path.resolve(
  given === '' ? path.join(import.meta.dirname, '../../.jari') : given,
);
const runFile = path.join(home, 'run.json');

const storeNames = ['DATABASE_URL', 'REDIS_URL'] as const;
const secretNames = ['NEXTAUTH_SECRET', 'QUEUE_TOKEN_KEYS', 'TICKET_KEY', 'VAPID_KEYS'] as const;

/**
 * Settings with which other commands reach a running system. Names in capitals are those of
 * environment variables.
 */
export type RunFile = { url: string; demonstration: boolean } & Record<
  (typeof storeNames | typeof secretNames)[number],
  string
>;

/**
 * Creates the home; only its owner can list the files. If the owner is root, other users can
 * traverse the home, because PostgreSQL runs as the user `nobody`.
 */
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

/** Writes the settings with which other commands reach the running system. */
export function writeRunFile({
  url,
  demonstration,
  environment,
}: {
  url: string;
  demonstration: boolean;
  environment: Record<string, string>;
}): void {
  const settings = [...storeNames, ...secretNames].map((name) => [name, environment[name]]);
  writePrivateJson(runFile, { url, demonstration, ...Object.fromEntries(settings) });
}

export function removeRunFile(): void {
  rmSync(runFile, { force: true });
}

export function readRunFile(): RunFile | null {
  return existsSync(runFile) ? (JSON.parse(readFileSync(runFile, 'utf8')) as RunFile) : null;
}

/**
 * Returns a setting from this process's environment, else from the running system. Throws a
 * one-line error if the environment and the running system lack the setting.
 */
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
    VAPID_KEYS: newVapidKeys(),
  };
}

/** Returns the key pair that identifies this server to push services. */
function newVapidKeys(): string {
  const pair = createECDH('prime256v1');
  const publicKey = pair.generateKeys('base64url');
  // Node omits leading zeros of a private key, but the setting has 32 bytes.
  const privateKey = Buffer.concat([Buffer.alloc(32), pair.getPrivateKey()]).subarray(-32);
  return `${publicKey}:${privateKey.toString('base64url')}`;
}

/**
 * Reads the secrets of this home. The first call generates the secrets, and a later one adds those
 * that newer code needs.
 */
export function secrets(): Secrets {
  const file = inHome('secrets.json');
  const kept = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Partial<Secrets>) : {};
  const all = { ...newSecrets(), ...kept };
  if (secretNames.some((name) => kept[name] === undefined)) writePrivateJson(file, all);
  return all;
}

/**
 * Returns PostgreSQL's data directory. The directory is in the home if PostgreSQL's user can reach
 * the home. If PostgreSQL's user cannot reach the home, the home contains a link to a system
 * directory.
 */
export function postgresDirectory(): string {
  const inside = inHome('postgres');
  if (existsSync(inside)) return realpathSync(inside);
  // Removes a link without a target.
  if (lstatSync(inside, { throwIfNoEntry: false }) !== undefined) rmSync(inside);
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
    chmodSync('/var/lib/jari', 0o711); // chmodSync ignores the umask
    return mkdtempSync('/var/lib/jari/postgres-');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOSPC') throw error;
    return mkdtempSync('/var/tmp/jari-postgres-'); // no write access to /var/lib
  }
}
