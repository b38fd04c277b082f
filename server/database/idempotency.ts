import { createHash } from 'node:crypto';
import type { Db } from './db.ts';
import { constraintOf } from '../errors/driver-errors.ts';
import { isRefusal, refuse } from '../errors/refusal.ts';
import type { Operation } from '../generated/prisma/enums.ts';
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
  /** The parsed request; a repeated key with another request causes IDEMPOTENCY_MISMATCH. */
  request: Record<string, number | string>;
}

export const hashOf = (request: IdempotentCall['request']): string =>
  createHash('sha256')
    .update(JSON.stringify(Object.entries(request).sort()))
    .digest('hex');

/**
 * Runs `work` once per user, operation and key, and returns the first reply to each repetition.
 * Stores the reply in the commit of `work`, but never stores a refusal. A concurrent duplicate
 * waits for the first call, violates the primary key, and returns the stored reply on its retry.
 * Refusal: IDEMPOTENCY_MISMATCH.
 */
export function withIdempotency<Reply extends object>(
  db: Db,
  { userId, operation, key, request }: IdempotentCall,
  work: (tx: Tx) => Promise<Reply>,
): Promise<Reply> {
  const requestHash = hashOf(request);
  const storedReply = async (): Promise<Reply | null> => {
    const [found] = await rows<{ requestHash: string; reply: Reply }>(
      db,
      storedReplySql,
      userId,
      operation,
      key,
    );
    if (found !== undefined && found.requestHash !== requestHash) refuse('IDEMPOTENCY_MISMATCH');
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
      // A duplicate may have committed since `storedReply()` and thereby caused the refusal.
      if (isRefusal(error)) return (await storedReply()) ?? Promise.reject(error);
      throw error;
    });
  };
  return retrySerializable(attempt, isSettledByRepeating);
}

/** Whether a keyed call failed such that repeating it finds a duplicate's reply, or succeeds. */
export function isSettledByRepeating(error: unknown): boolean {
  return isSerializationFailure(error) || constraintOf(error) === 'idempotency_keys_pkey';
}
