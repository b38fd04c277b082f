// The baseline: the statements of a hold, a payment and a charge in the order in which the rooms send them, prepared once for each
// connection, by `pg` alone. It is serializable and tries again as the rooms do; it knows no refusal but that a seat is taken.
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

interface Once {
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

const hashOf = (request: Once['request']) =>
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
  if (row === undefined) throw new Error('a statement of the baseline found nothing');
  return row;
}

export class Bare {
  readonly #pool: pg.Pool;
  readonly #ask: Ask;
  /** Transactions that had to be run again so far. */
  undone = 0;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
    this.#ask = asking(pool);
  }

  /** The reservation's number; null where a seat is taken. */
  hold(
    { userId, concertId, epoch, number }: Place,
    performanceId: number,
    seats: number[],
  ): Promise<number | null> {
    return this.#untilDone(async () => {
      const seen = await this.#ask<{ free: number[]; holdSeconds: number }>(
        'look',
        performanceId,
        seats,
        userId,
        concertId,
        unpaidHoldsMax,
      );
      const { free, holdSeconds } = first(seen);
      if (free.length < seats.length) return null;
      return this.#attempt(async (ask) => {
        await ask('enter', userId, concertId);
        const held = await ask<{ id: number | null }>(
          'beginHold',
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
    await this.#once({ userId, operation: 'PAY', key, request: { reservationId } }, async (ask) => {
      await ask('enter', userId, concertId);
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
    });
  }

  async charge(userId: string, amount: number, key: string): Promise<void> {
    await this.#once({ userId, operation: 'CHARGE', key, request: { amount } }, async (ask) => {
      const moved = await ask<{ balanceKrw: string }>(
        'move',
        userId,
        amount,
        walletKrwMax,
        'CHARGE',
        'FUNDING',
      );
      return { balance: Number(first(moved).balanceKrw) };
    });
  }

  /** As `once` of the rooms: looks for the reply of before, does the work, and keeps its reply by the same commit. */
  async #once(
    { userId, operation, key, request }: Once,
    work: (ask: Ask) => Promise<object>,
  ): Promise<void> {
    const hash = hashOf(request);
    await this.#untilDone(async () => {
      if ((await this.#ask('storedReply', userId, operation, key)).length > 0) return null;
      return this.#attempt(async (ask) => {
        const reply = await work(ask);
        await ask('keepReply', userId, operation, key, hash, JSON.stringify(reply));
        return reply;
      });
    });
  }

  #untilDone<T>(attempt: () => Promise<T>): Promise<T> {
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
