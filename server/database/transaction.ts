import { setTimeout as pause } from 'node:timers/promises';
import type { Db } from './db.ts';
import { sqlStateOf } from '../errors/driver-errors.ts';
import { tryAgain } from '../errors/refusal.ts';
import type { Prisma } from '../generated/prisma/client.ts';

export type Tx = Prisma.TransactionClient;

// Transactions of different users share index pages; under load they abort each other for that
// reason alone.
const attemptsMax = 30;
const backoffMsMax = 200;

/**
 * Whether PostgreSQL rolled the transaction back so that it can run again (40001, 40P01). Prisma
 * reports this in three shapes: P2034 from a model call, P2010 from a raw query, and an adapter
 * error from COMMIT. A connection lost at COMMIT is not such a failure: its outcome is unknown, and
 * only an idempotency key can settle it.
 */
export function isSerializationFailure(error: unknown): boolean {
  const state = sqlStateOf(error);
  return (
    state === '40001' || state === '40P01' || (error as { code?: unknown } | null)?.code === 'P2034'
  );
}

/**
 * Repeats `attempt` while concurrent transactions roll it back. Refusal: TRY_AGAIN, after
 * `attemptsMax`.
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

/** One serializable transaction, without retry. */
export function transaction<T>(db: Db, work: (tx: Tx) => Promise<T>): Promise<T> {
  return db.$transaction(work, {
    isolationLevel: 'Serializable',
    maxWait: 10_000,
    timeout: 10_000,
  });
}

/**
 * One serializable transaction with retry. `work` must have no effect outside `tx`. Refusal:
 * TRY_AGAIN.
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
