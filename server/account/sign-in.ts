import type { Db } from '../database/db.ts';
import { rateLimit } from '../rate-limit/rate-limit.ts';
import type { RedisClient } from '../redis/redis.ts';
import { checkPassword } from './account.ts';
import type { SignInInput } from './account.schema.ts';
import { throttleSignIn } from './throttle-sign-in.ts';

/** Where an attempt comes from, and the stores. */
export interface SignInAttempt {
  db: Db;
  redis: RedisClient;
  address: string;
}

/**
 * The person with this e-mail address and password, or null: the one way to sign in with a password. Refusals: TOO_MANY_REQUESTS for
 * the address, or for an account at which too many attempts wait; TRY_AGAIN while too many passwords are being checked.
 */
export async function signIn(
  { db, redis, address }: SignInAttempt,
  input: SignInInput,
): Promise<{ userId: string } | null> {
  await rateLimit({ redis, request: { address } }, 'signIn', null);
  return throttleSignIn({ redis, address }, input.email, () => checkPassword(db, input));
}
