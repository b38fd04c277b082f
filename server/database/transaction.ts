import { setTimeout as pause } from 'node:timers/promises';
import type { Db } from './db.ts';
import { sqlStateOf } from '../errors/driver-errors.ts';
import { tryAgain } from '../errors/refusal.ts';
import type { Prisma } from '../generated/prisma/client.ts';

export type Tx = Prisma.TransactionClient;

// Attempts per transaction. The limit is high because transactions of different users share index
// pages and abort each other under load.
const attemptsMax = 30;
const backoffMsMax = 200;

/**
 * Returns true if PostgreSQL rolled the transaction back and a retry can succeed (40001, 40P01).
 * Prisma reports such failures in three shapes: P2034 from a model call, P2010 from a raw query,
 * and an adapter error from COMMIT. Returns false for a connection lost at COMMIT, because the
 * outcome is unknown and only an idempotency key can settle it.
 */
export function isSerializationFailure(error: unknown): boolean {
  const state = sqlStateOf(error);
  return (
    state === '40001' || state === '40P01' || (error as { code?: unknown } | null)?.code === 'P2034'
  );
}

/**
 * Repeats `attempt` after each conflict with a concurrent transaction. Refusal: TRY_AGAIN after 30
 * attempts.
 */
export async function retrySerializable<T>(
  attempt: () => Promise<T>,
  mayRepeat: (error: unknown) => boolean = isSerializationFailure,
): Promise<T> {
  for (let tried = 1; ; tried++) {
    try {
      return await attempt();
    } catch (error) {
      if (!mayRepeat(error)) throw error;
      if (tried === attemptsMax) throw tryAgain(error, 1);
      await pause(Math.random() * Math.min(2 ** tried * 2, backoffMsMax));
    }
  }
}

/** Runs `work` in one serializable transaction, without retries. */
export function transaction<T>(db: Db, work: (tx: Tx) => Promise<T>): Promise<T> {
  return db.$transaction(work, {
    isolationLevel: 'Serializable',
    maxWait: 10_000,
    timeout: 10_000,
  });
}

/**
 * Runs `work` in a serializable transaction, with retries. `work` must have no effect outside `tx`.
 * Refusal: TRY_AGAIN.
 */
export function serializable<T>(db: Db, work: (tx: Tx) => Promise<T>): Promise<T> {
  return retrySerializable(() => transaction(db, work));
}

/** Runs a statement from a `.sql` file. `Row` is the type that the file's header states. */
export function rows<Row>(
  tx: Pick<Tx, '$queryRawUnsafe'>,
  statement: string,
  ...values: unknown[]
): Promise<Row[]> {
  return tx.$queryRawUnsafe<Row[]>(statement, ...values);
}
