import { createHash } from 'node:crypto';
import type { Db } from './db.ts';
import { constraintOf, refuse } from './errors.ts';
import type { Operation } from './generated/prisma/enums.ts';
import { transaction, type Tx, untilSerialized, wasUndone } from './transaction.ts';

export interface Once {
  userId: string;
  operation: Operation;
  key: string;
  /** What was asked, resolved: the same key with anything else is refused. */
  request: Record<string, number | string>;
}

const hashOf = (request: Once['request']) =>
  createHash('sha256')
    .update(JSON.stringify(Object.entries(request).sort()))
    .digest('hex');

/**
 * Carries out `work` once per person, operation and key, and answers every repetition with the first reply. The reply is
 * stored by the same commit, refusals are not stored, and a duplicate that runs at the same time waits for the first: it then
 * meets the first one's row and, tried again, its reply. Refusal: IDEMPOTENCY_MISMATCH.
 */
export function once<Reply extends object>(
  db: Db,
  { userId, operation, key, request }: Once,
  work: (tx: Tx) => Promise<Reply>,
): Promise<Reply> {
  const requestHash = hashOf(request);
  const attempt = async (): Promise<Reply> => {
    const where = { userId_operation_key: { userId, operation, key } };
    const found = await db.idempotencyKey.findUnique({ where, select: { requestHash: true, reply: true } });
    if (found !== null) return found.requestHash === requestHash ? (found.reply as Reply) : refuse('IDEMPOTENCY_MISMATCH');
    return transaction(db, async (tx) => {
      const reply = await work(tx);
      await tx.idempotencyKey.create({ data: { userId, operation, key, requestHash, reply }, select: { key: true } });
      return reply;
    });
  };
  return untilSerialized(attempt, (error) => wasUndone(error) || constraintOf(error) === 'idempotency_keys_pkey');
}
