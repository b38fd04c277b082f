import type { Db } from '../database/db.ts';
import { rateLimit } from '../rate-limit/rate-limit.ts';
import type { RedisClient } from '../redis/redis.ts';
import { checkPassword, type SignedIn } from './account.ts';
import type { SignInInput } from './account.schema.ts';
import { throttleSignIn } from './throttle-sign-in.ts';

export interface SignInAttempt {
  db: Db;
  redis: RedisClient;
  address: string;
}

/**
 * Limits the rate of all sign-ins with a password. Returns null if the address or the password is
 * wrong. Refusals: TOO_MANY_REQUESTS (rate limit of the IP address, or too many waiting attempts at
 * the account), TRY_AGAIN (too many hashes wait).
 */
export async function signIn(
  { db, redis, address }: SignInAttempt,
  input: SignInInput,
): Promise<SignedIn | null> {
  await rateLimit({ redis, request: { address } }, 'signIn', null);
  return throttleSignIn({ redis, address }, input.email, () => checkPassword(db, input));
}
