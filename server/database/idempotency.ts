import { createHash } from 'node:crypto';
import type { Db } from './db.ts';
import { constraintOf } from '../errors/driver-errors.ts';
import { isRefusal } from '../errors/refusal.ts';
import type { Operation } from '../generated/prisma/enums.ts';
import { type Outcome, refused } from './groups.ts';
import { loadSql } from './load-sql.ts';
import {
  rows,
  transaction,
  type Tx,
  retrySerializable,
  isSerializationFailure,
} from './transaction.ts';

const storedReplySql = loadSql(import.meta.url, './sql/stored-reply.sql');
const keepReplySql = loadSql(import.meta.url, './sql/keep-reply.sql');

export interface IdempotentCall {
  userId: string;
  operation: Operation;
  key: string;
  /** Parsed input. The reuse of a key with different input causes IDEMPOTENCY_MISMATCH. */
  request: Record<string, number | string>;
}

export const hashOf = (request: IdempotentCall['request']): string =>
  createHash('sha256')
    .update(JSON.stringify(Object.entries(request).sort()))
    .digest('hex');

/**
 * Runs `work` once per user, operation and key. A repetition returns the first reply. Stores the
 * reply in the transaction of `work`. Never stores a refusal. A concurrent duplicate waits for the
 * first call and then violates the primary key. Its retry returns the stored reply. Refusal:
 * IDEMPOTENCY_MISMATCH.
 */
export function withIdempotency<Reply extends object>(
  db: Db,
  { userId, operation, key, request }: IdempotentCall,
  work: (tx: Tx) => Promise<Reply>,
): Promise<Reply> {
  const requestHash = hashOf(request);
  const storedReply = async (): Promise<Reply | null> => {
    const [found] = await storedReplies<Reply>(db, operation, [{ userId, key, requestHash }]);
    if (found?.kind === 'refusal') throw found.refusal;
    return found?.reply ?? null;
  };
  const run = (): Promise<Reply> =>
    transaction(db, async (tx) => {
      const reply = await work(tx);
      await rows(tx, keepReplySql, userId, operation, key, requestHash, JSON.stringify(reply));
      return reply;
    });
  const attempt = async (): Promise<Reply> => {
    const before = await storedReply();
    if (before !== null) return before;
    return run().catch(async (error: unknown) => {
      // A duplicate that committed after the first `storedReply()` may have caused the refusal.
      if (isRefusal(error)) return (await storedReply()) ?? Promise.reject(error);
      throw error;
    });
  };
  return retrySerializable(
    attempt,
    (error) => isSerializationFailure(error) || constraintOf(error) === 'idempotency_keys_pkey',
  );
}

export interface KeyedCall {
  userId: string;
  key: string;
  requestHash: string;
}

/** Returns for each call the stored reply, IDEMPOTENCY_MISMATCH, or null without a stored reply. */
async function storedReplies<Reply>(
  db: Db,
  operation: Operation,
  calls: readonly KeyedCall[],
): Promise<(Answer<Reply> | null)[]> {
  const found = await rows<{ requestHash: string | null; reply: Reply }>(
    db,
    storedReplySql,
    calls.map(({ userId }) => userId),
    operation,
    calls.map(({ key }) => key),
  );
  return found.map(({ requestHash, reply }, at) => {
    if (requestHash === null) return null;
    return requestHash === calls[at]?.requestHash
      ? { kind: 'reply', reply }
      : refused('IDEMPOTENCY_MISMATCH', {});
  });
}

type Answer<Reply> = Exclude<Outcome<Reply>, { kind: 'alone' | 'next' }>;

/**
 * Looks up the keys of refused and repeated (null) calls after the COMMIT of their group. A stored
 * reply or IDEMPOTENCY_MISMATCH replaces the outcome. Null without a stored reply becomes `next`.
 * Skips calls with a reply, to avoid serialization conflicts on their keys.
 */
export async function settleRepeated<Reply>(
  db: Db,
  operation: Operation,
  calls: readonly KeyedCall[],
  outcomes: readonly (Answer<Reply> | null)[],
): Promise<Outcome<Reply>[]> {
  const open = calls.filter((_, at) => outcomes[at]?.kind !== 'reply');
  if (open.length === 0) return outcomes.map((outcome) => outcome ?? { kind: 'next' });
  const stored = await storedReplies<Reply>(db, operation, open);
  const storedOf = new Map(open.map((call, at) => [call, stored[at] ?? null]));
  return calls.map((call, at) => storedOf.get(call) ?? outcomes[at] ?? { kind: 'next' });
}
