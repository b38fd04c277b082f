// The baseline runs the statements of a hold, a payment and a charge in the rooms' order, through
// plain `pg`. Each connection prepares a statement once. Transactions are SERIALIZABLE with the
// rooms' retries. The baseline refuses only taken seats.
import { createHash } from 'node:crypto';
import type pg from 'pg';
import type { Place } from '#server/queue/queue.ts';
import { unpaidHoldsMax } from '#server/seating/hold.ts';
import { retrySerializable } from '#server/database/transaction.ts';
import { walletKrwMax } from '#server/wallet/wallet.schema.ts';
import { statements } from './statements.ts';

type Ask = <Row extends pg.QueryResultRow>(
  name: keyof typeof statements,
  ...values: unknown[]
) => Promise<Row[]>;

interface IdempotentRequest {
  userId: string;
  operation: 'PAY' | 'CHARGE';
  key: string;
  request: Record<string, number>;
}

interface Paid {
  paymentId: number;
  paidAt: Date;
  tickets: { ticketId: number; seat: number }[];
  amount: string;
  balance: string;
}

const hashOf = (request: IdempotentRequest['request']) =>
  createHash('sha256').update(JSON.stringify(request)).digest('hex');

function asking(client: Pick<pg.ClientBase, 'query'>): Ask {
  return async <Row extends pg.QueryResultRow>(
    name: keyof typeof statements,
    ...values: unknown[]
  ) => {
    const { rows } = await client.query<Row>({ name, text: statements[name], values });
    return rows;
  };
}

function first<T>([row]: readonly T[]): T {
  if (row === undefined) throw new Error('a baseline statement returned no row');
  return row;
}

export class Bare {
  readonly #pool: pg.Pool;
  readonly #ask: Ask;
  /** Number of retried transactions so far. */
  undone = 0;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
    this.#ask = asking(pool);
  }

  /** Returns the reservation id, or null if a seat is taken. */
  hold(
    { userId, concertId, epoch, number }: Place,
    performanceId: number,
    seats: number[],
  ): Promise<number | null> {
    return this.#retried(async () => {
      const seen = await this.#ask<{ free: number[]; holdSeconds: number }>(
        'precheck',
        performanceId,
        seats,
        userId,
        concertId,
        unpaidHoldsMax,
      );
      const { free, holdSeconds } = first(seen);
      if (free.length < seats.length) return null;
      return this.#attempt(async (ask) => {
        await ask('lockBuyer', userId, concertId);
        const held = await ask<{ id: number | null }>(
          'createHold',
          performanceId,
          seats,
          userId,
          concertId,
          epoch,
          number,
          holdSeconds,
        );
        return first(held).id;
      });
    });
  }

  async pay(place: Place, reservationId: number, key: string): Promise<void> {
    const { userId, epoch, number } = place;
    const concertId = first(
      await this.#ask<{ concertId: number }>('concertOf', reservationId, userId),
    ).concertId;
    await this.#idempotent(
      { userId, operation: 'PAY', key, request: { reservationId } },
      async (ask) => {
        await ask('lockBuyer', userId, concertId);
        const { paidAt, amount, balance, ...paid } = first(
          await ask<Paid>('pay', reservationId, userId, concertId, epoch, number),
        );
        return {
          ...paid,
          paidAt: paidAt.toISOString(),
          reservationId,
          amount: Number(amount),
          balance: Number(balance),
        };
      },
    );
  }

  async charge(userId: string, amount: number, key: string): Promise<void> {
    await this.#idempotent(
      { userId, operation: 'CHARGE', key, request: { amount } },
      async (ask) => {
        const moved = await ask<{ balanceKrw: string }>(
          'move',
          userId,
          amount,
          walletKrwMax,
          'CHARGE',
          'FUNDING',
        );
        return { balance: Number(first(moved).balanceKrw) };
      },
    );
  }

  /**
   * Runs `work` and stores the reply in the same commit, like the rooms' `withIdempotency`. Does
   * nothing if the key has a stored reply.
   */
  async #idempotent(
    { userId, operation, key, request }: IdempotentRequest,
    work: (ask: Ask) => Promise<object>,
  ): Promise<void> {
    const hash = hashOf(request);
    await this.#retried(async () => {
      if ((await this.#ask('storedReply', userId, operation, key)).length > 0) return null;
      return this.#attempt(async (ask) => {
        const reply = await work(ask);
        await ask('keepReply', userId, operation, key, hash, JSON.stringify(reply));
        return reply;
      });
    });
  }

  #retried<T>(attempt: () => Promise<T>): Promise<T> {
    return retrySerializable(attempt, (error) => {
      const isUndone = ['40001', '40P01'].includes((error as pg.DatabaseError).code ?? '');
      if (isUndone) this.undone++;
      return isUndone;
    });
  }

  async #attempt<T>(work: (ask: Ask) => Promise<T | null>): Promise<T | null> {
    const client = await this.#pool.connect();
    try {
      await client.query('BEGIN ISOLATION LEVEL SERIALIZABLE');
      const done = await work(asking(client));
      await client.query(done === null ? 'ROLLBACK' : 'COMMIT');
      return done;
    } catch (error) {
      await client.query('ROLLBACK');
      throw error;
    } finally {
      client.release();
    }
  }
}
