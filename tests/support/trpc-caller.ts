import { QueueCookies } from '#server/queue/cookie/cookie.ts';
import { Credentials } from '#server/request/credentials.ts';
import { createCaller } from '#server/trpc/root.ts';
import type { TestStores } from './stores.ts';

/**
 * Creates a tRPC caller for a user's request with these headers. Without a session, `userId` is
 * null.
 */
export function trpcCallerOf(
  { db, redis }: TestStores,
  userId: string | null,
  headers: Record<string, string> = {},
) {
  const cookies: string[] = [];
  const header = (name: string) => headers[name];
  const request = {
    method: 'POST',
    address: '127.0.0.1',
    header,
    setCookie: (value: string) => void cookies.push(value),
  };
  const call = createCaller({
    db,
    redis,
    credentials: new Credentials(header),
    identify: () => Promise.resolve(userId),
    queueCookies: new QueueCookies(request),
    request,
  });
  return { call, cookies };
}
