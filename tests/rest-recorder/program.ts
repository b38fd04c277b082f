import { randomUUID } from 'node:crypto';
import type { Db } from '#server/database/db.ts';
import { fanOf, type Reply, send } from '../support/http-client.ts';
import { aPerson, type PerformanceIds } from '../support/factories.ts';

export type Headers = Record<string, string>;
export const bearer = (token: string): Headers => ({ authorization: `Bearer ${token}` });
export const key = (): Headers => ({ 'idempotency-key': randomUUID() });

/** Creates a REST client of an instance; the instance may start later. */
export function programAt(instance: { url: string }) {
  const get = (path: string, headers: Headers = {}): Promise<Reply> =>
    send(`${instance.url}${path}`, { headers });
  const post = (path: string, body: unknown, headers: Headers = {}): Promise<Reply> =>
    send(`${instance.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
  /** Joins a queue as a new user. The headers in `turn` contain only the queue token. */
  const joined = async (db: Db, { concertId }: PerformanceIds) => {
    const { userId, accessToken } = fanOf(await aPerson(db));
    const at = `/concert/${userId}`;
    const { body } = await post(`${at}/Token`, { concertId }, bearer(accessToken));
    const { token } = body as { token: string };
    return { userId, at, token, signed: bearer(accessToken), turn: bearer(token) };
  };
  return { get, post, joined };
}

/** Returns a performance's date in Seoul, as YYYY-MM-DD. */
export async function dayOf(db: Db, performanceId: number): Promise<string> {
  const [row] = await db.$queryRaw<{ day: string }[]>`
    SELECT to_char(starts_at AT TIME ZONE 'Asia/Seoul', 'YYYY-MM-DD') AS day FROM performances WHERE id = ${performanceId}`;
  return row?.day ?? '';
}
