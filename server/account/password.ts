import {
  argon2 as argon2Callback,
  randomBytes,
  scrypt as scryptCallback,
  timingSafeEqual,
} from 'node:crypto';
import { availableParallelism } from 'node:os';
import { promisify } from 'node:util';
import pLimit from 'p-limit';
import { tryAgain } from '../errors/refusal.ts';

const argon2 = promisify(argon2Callback);
const scrypt = promisify<string, Buffer, number, { N: number; r: number; p: number }, Buffer>(
  scryptCallback,
);

// OWASP's setting for argon2id at 19 MiB (Password Storage Cheat Sheet): m = 19,456 KiB, t = 2, p = 1.
const cost = { memory: 19_456, passes: 2, parallelism: 1, tagLength: 32 };
const header = '$argon2id$v=19$m=19456,t=2,p=1$';
const scryptCost = { N: 2 ** 14, r: 8, p: 5 }; // of hashes made before argon2id, until their people sign in

// Hashing runs on libuv's four threads, on which every token and cookie is verified too: with all of them hashing, 32 people who
// sign in at once made everybody's polls take 2.4 s. So a process leaves one core and two threads.
const atOnce = pLimit(Math.max(1, Math.min(2, availableParallelism() - 1)));
const waitingMax = 128;
const fullSeconds = 3; // about what a full line of them takes

/** Carries out hashing when it is its turn. Refusal: TRY_AGAIN while too many wait. */
async function inTurn(hash: () => Promise<Buffer>): Promise<Buffer> {
  if (atOnce.pendingCount >= waitingMax)
    throw tryAgain(new Error('too many passwords wait to be hashed'), fullSeconds);
  return atOnce(hash);
}

const encode = (bytes: Buffer) => bytes.toString('base64').replace(/=+$/, '');
const argon2id = (password: string, salt: Buffer): Promise<Buffer> =>
  inTurn(() => argon2('argon2id', { message: password.normalize('NFKC'), nonce: salt, ...cost }));

/** The argon2id hash of a password in PHC's form: `$argon2id$v=19$m=…,t=…,p=…$<salt>$<hash>`. Refusal: TRY_AGAIN. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  return `${header}${encode(salt)}$${encode(await argon2id(password, salt))}`;
}

// Of no password at all: someone unknown costs as much time as someone known.
const nobody = `${header}${encode(randomBytes(16))}$${encode(randomBytes(cost.tagLength))}`;

/** Whether a hash was made in a way that is used no more. */
export const isOutdated = (stored: string | null): boolean =>
  stored?.startsWith('scrypt$') ?? false;

/** Whether `password` is the one behind `stored`; false, after the same time, where nothing is stored. Refusal: TRY_AGAIN. */
export async function passwordMatches(password: string, stored: string | null): Promise<boolean> {
  const [salt = '', hash = ''] = (stored ?? nobody).split('$').slice(-2);
  const given = isOutdated(stored)
    ? await inTurn(() =>
        scrypt(password.normalize('NFKC'), Buffer.from(salt, 'base64url'), 32, scryptCost),
      )
    : await argon2id(password, Buffer.from(salt, 'base64'));
  return timingSafeEqual(given, Buffer.from(hash, 'base64')) && stored !== null; // base64 reads base64url too
}
