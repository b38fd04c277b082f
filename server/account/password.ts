import { randomBytes, scrypt as scryptCallback, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

const scrypt = promisify<string, Buffer, number, { N: number; r: number; p: number }, Buffer>(scryptCallback);

// OWASP's setting for scrypt at 16 MiB (Password Storage Cheat Sheet): N = 2^14, r = 8, p = 5.
const cost = { N: 2 ** 14, r: 8, p: 5 };
const hashBytes = 32;

/** `scrypt$<salt>$<hash>` in base64url. Runs on libuv's threads, not on the event loop. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const hash = await scrypt(password.normalize('NFKC'), salt, hashBytes, cost);
  return `scrypt$${salt.toString('base64url')}$${hash.toString('base64url')}`;
}

// Of no password at all: someone unknown costs as much time as someone known.
const nobody = `scrypt$${randomBytes(16).toString('base64url')}$${randomBytes(hashBytes).toString('base64url')}`;

/** Whether `password` is the one behind `stored`; false, after the same time, where nothing is stored. */
export async function passwordMatches(password: string, stored: string | null): Promise<boolean> {
  const [, salt = '', hash = ''] = (stored ?? nobody).split('$');
  const given = await scrypt(password.normalize('NFKC'), Buffer.from(salt, 'base64url'), hashBytes, cost);
  return timingSafeEqual(given, Buffer.from(hash, 'base64url')) && stored !== null;
}
