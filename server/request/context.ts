import { type Db, db } from '../database/db.ts';
import { redis, type RedisClient } from '../redis/redis.ts';
import { QueueCookies } from '../queue/cookie/cookie.ts';
import { Credentials, identify } from './credentials.ts';
import { readVersionsIfOld } from '../revocation/revocation.ts';
import type { ClientRequest } from './request.ts';

export interface Context {
  db: Db;
  redis: RedisClient;
  request: ClientRequest;
  credentials: Credentials;
  queueCookies: QueueCookies;
  /**
   * Returns the user id from the access token or the session, or null. Refusals: those of
   * `identify` in credentials.ts.
   */
  identify(): Promise<string | null>;
}

/**
 * Ignores cookies if the request has an Authorization header, because a program sends all
 * credentials in headers.
 */
export function createContext(
  given: ClientRequest,
  credentials = new Credentials((name) => given.header(name)),
): Context {
  const request =
    given.header('authorization') === undefined
      ? given
      : {
          ...given,
          header: (name: string) => (name === 'cookie' ? undefined : given.header(name)),
        };
  return {
    db: db(),
    redis: redis(),
    request,
    credentials,
    queueCookies: new QueueCookies(request),
    identify: () => identify(credentials, request),
  };
}

/**
 * As createContext, in the process of Next, which has no jobs: learns of ended sessions when it
 * identifies the viewer.
 */
export function createPageContext(given: ClientRequest): Context {
  const context = createContext(given);
  return {
    ...context,
    identify: async () => {
      if (given.header('cookie') !== undefined) await readVersionsIfOld(context.db);
      return context.identify();
    },
  };
}
