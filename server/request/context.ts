import { type Db, db } from '../database/db.ts';
import { redis, type RedisClient } from '../redis/redis.ts';
import { identify } from './credentials.ts';
import type { ClientRequest } from './request.ts';

export interface Context {
  db: Db;
  redis: RedisClient;
  request: ClientRequest;
  /** The person whose session or access token came with the request, or null. Refuses as `callerOf` does. */
  identify(): Promise<string | null>;
}

/** With an Authorization header cookies are ignored: who sends one is a program, and says all in headers. */
export function createContext(given: ClientRequest): Context {
  const request =
    given.header('authorization') === undefined
      ? given
      : {
          ...given,
          header: (name: string) => (name === 'cookie' ? undefined : given.header(name)),
        };
  return { db: db(), redis: redis(), request, identify: () => identify(request) };
}
