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

// OWASP's argon2id parameters for 19 MiB (Password Storage Cheat Sheet): m = 19,456 KiB, t = 2, p =
// 1.
const cost = { memory: 19_456, passes: 2, parallelism: 1, tagLength: 32 };
const header = '$argon2id$v=19$m=19456,t=2,p=1$';
// Parameters of scrypt hashes. An older account keeps a scrypt hash until the user's next sign-in.
const scryptCost = { N: 2 ** 14, r: 8, p: 5 };

// Hashing runs on libuv's four threads, which also verify tokens and cookies. Hashing leaves one
// core and two threads free: with four hashing threads, 32 simultaneous sign-ins delayed polls by
// 2.4 s.
const atOnce = pLimit(Math.max(1, Math.min(2, availableParallelism() - 1)));
const waitingMax = 128;
const fullSeconds = 3; // approximate duration of `waitingMax` hashes

/**
 * Limits concurrent hashing, because hashing occupies libuv's threads. Refusal: TRY_AGAIN while
 * `waitingMax` passwords wait.
 */
async function limited(hash: () => Promise<Buffer>): Promise<Buffer> {
  if (atOnce.pendingCount >= waitingMax)
    throw tryAgain(new Error('too many passwords wait to be hashed'), fullSeconds);
  return atOnce(hash);
}

const encode = (bytes: Buffer) => bytes.toString('base64').replace(/=+$/, '');
const argon2id = (password: string, salt: Buffer): Promise<Buffer> =>
  limited(() => argon2('argon2id', { message: password.normalize('NFKC'), nonce: salt, ...cost }));

/**
 * Returns the argon2id hash in PHC format: `$argon2id$v=19$m=…,t=…,p=…$<salt>$<hash>`. Refusal:
 * TRY_AGAIN.
 */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  return `${header}${encode(salt)}$${encode(await argon2id(password, salt))}`;
}

// No password matches this random hash. An unknown address gets this hash, so that the check takes
// as long as for a known address.
const unmatched = `${header}${encode(randomBytes(16))}$${encode(randomBytes(cost.tagLength))}`;

/** Returns true for scrypt, the algorithm of older hashes. */
export const isOutdated = (stored: string | null): boolean =>
  stored?.startsWith('scrypt$') ?? false;

/** Returns false without a stored hash, after the time of a real check. Refusal: TRY_AGAIN. */
export async function passwordMatches(password: string, stored: string | null): Promise<boolean> {
  const [salt = '', hash = ''] = (stored ?? unmatched).split('$').slice(-2);
  const given = isOutdated(stored)
    ? await limited(() =>
        scrypt(password.normalize('NFKC'), Buffer.from(salt, 'base64url'), 32, scryptCost),
      )
    : await argon2id(password, Buffer.from(salt, 'base64'));
  // Node's base64 decoder also accepts base64url, the encoding of scrypt hashes.
  return timingSafeEqual(given, Buffer.from(hash, 'base64')) && stored !== null;
}
