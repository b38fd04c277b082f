import { randomBytes, scrypt as scryptCallback, timingSafeEqual } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { promisify } from 'node:util';
import pLimit from 'p-limit';
import { tryAgain } from '../errors.ts';

const scrypt = promisify<string, Buffer, number, { N: number; r: number; p: number }, Buffer>(scryptCallback);

// OWASP's setting for scrypt at 16 MiB (Password Storage Cheat Sheet): N = 2^14, r = 8, p = 5.
const cost = { N: 2 ** 14, r: 8, p: 5 };
const hashBytes = 32;

// Hashing runs on libuv's four threads, on which every token and cookie is verified too: with all of them hashing, 32 people who sign
// in at once made everybody's polls take 2.4 s. So one core and two threads are always left.
const atOnce = pLimit(Math.max(1, Math.min(2, availableParallelism() - 1)));
const waitingMax = 64;
const fullSeconds = 5; // half of what a full line of them takes

/** The hash of a password, when it is its turn. Refusal: TRY_AGAIN while too many wait. */
async function derive(password: string, salt: Buffer): Promise<Buffer> {
  if (atOnce.pendingCount >= waitingMax) throw tryAgain(new Error('too many passwords wait to be hashed'), fullSeconds);
  return atOnce(() => scrypt(password.normalize('NFKC'), salt, hashBytes, cost));
}

/** `scrypt$<salt>$<hash>` in base64url. Refusal: TRY_AGAIN. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const hash = await derive(password, salt);
  return `scrypt$${salt.toString('base64url')}$${hash.toString('base64url')}`;
}

// Of no password at all: someone unknown costs as much time as someone known.
const nobody = `scrypt$${randomBytes(16).toString('base64url')}$${randomBytes(hashBytes).toString('base64url')}`;

/** Whether `password` is the one behind `stored`; false, after the same time, where nothing is stored. Refusal: TRY_AGAIN. */
export async function passwordMatches(password: string, stored: string | null): Promise<boolean> {
  const [, salt = '', hash = ''] = (stored ?? nobody).split('$');
  const given = await derive(password, Buffer.from(salt, 'base64url'));
  return timingSafeEqual(given, Buffer.from(hash, 'base64url')) && stored !== null;
}
