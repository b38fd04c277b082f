import { setTimeout as pause } from 'node:timers/promises';
import type { Db } from './db.ts';
import { sqlStateOf } from '../errors/driver-errors.ts';
import { tryAgain } from '../errors/refusal.ts';
import type { Prisma } from '../generated/prisma/client.ts';

export type Tx = Prisma.TransactionClient;

// Transactions of different people share index pages, and undo each other for that alone when the machine is busy.
const attemptsMax = 30;
const backoffMsMax = 200;

/**
 * Whether the whole transaction may simply be run again: PostgreSQL undid it (40001, 40P01). Prisma reports that in three
 * shapes: P2034 from a model call, P2010 from a raw query, and a bare adapter error from COMMIT. A connection lost at COMMIT
 * is not among them: what it did is unknown, and only an idempotency key can tell.
 */
export function isSerializationFailure(error: unknown): boolean {
  const state = sqlStateOf(error);
  return (
    state === '40001' || state === '40P01' || (error as { code?: unknown } | null)?.code === 'P2034'
  );
}

/** Runs `attempt` until it was not undone by a concurrent transaction; TRY_AGAIN after a bounded number of attempts. */
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

/** One serializable transaction, not repeated. */
export function transaction<T>(db: Db, work: (tx: Tx) => Promise<T>): Promise<T> {
  return db.$transaction(work, {
    isolationLevel: 'Serializable',
    maxWait: 10_000,
    timeout: 10_000,
  });
}

/** One serializable transaction, repeated while concurrent ones undo it. `work` must have no effect outside `tx`. */
export function serializable<T>(db: Db, work: (tx: Tx) => Promise<T>): Promise<T> {
  return retrySerializable(() => transaction(db, work));
}

/** The rows of a statement from a `.sql` file. `Row` states the columns that the file's header promises. */
export function rows<Row>(
  tx: Pick<Tx, '$queryRawUnsafe'>,
  statement: string,
  ...values: unknown[]
): Promise<Row[]> {
  return tx.$queryRawUnsafe<Row[]>(statement, ...values);
}
