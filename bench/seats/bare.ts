// The baseline runs the statements of a hold, a payment and a charge in the rooms' order, through
// plain `pg`. Each connection prepares a statement once. Transactions are SERIALIZABLE with the
// rooms' retries. The baseline refuses only taken seats.
import { createHash } from 'node:crypto';
import type pg from 'pg';
import type { Place } from '#server/queue/queue.ts';
import { unpaidHoldsMax } from '#server/seating/precheck.ts';
import { retrySerializable } from '#server/database/transaction.ts';
import { walletKrwMax } from '#server/wallet/wallet.schema.ts';
import { statements } from './statements.ts';

type Ask = <Row extends pg.QueryResultRow>(
  name: keyof typeof statements,
  ...values: unknown[]
) => Promise<Row[]>;

const hashOf = (request: Record<string, number>) =>
  createHash('sha256')
    .update(JSON.stringify(Object.entries(request)))
    .digest('hex');

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
    const requests = seats.map(() => 1);
    return this.#retried(async () => {
      const [seen] = await this.#ask<{
        free: number[];
        holdSeconds: number;
        seatLimit: number;
        revision: number | null;
      }>('precheck', [performanceId], [userId], [concertId], requests, seats, unpaidHoldsMax);
      if (seen === undefined || seen.free.length < seats.length) return null;
      const { holdSeconds, seatLimit, revision } = seen;
      return this.#attempt(async (ask) => {
        const held = await ask<{ id: number | null }>(
          'createHold',
          [userId],
          [concertId],
          [performanceId],
          [epoch],
          [number],
          [holdSeconds],
          [seatLimit],
          [revision],
          requests,
          seats,
        );
        return first(held).id;
      });
    });
  }

  async pay(
    { userId, concertId, epoch, number }: Place,
    reservationId: number,
    key: string,
  ): Promise<void> {
    await this.#once(
      'pay',
      [userId],
      [concertId],
      [reservationId],
      [null],
      [epoch],
      [number],
      [key],
      [hashOf({ reservationId })],
    );
  }

  async charge(userId: string, amount: number, key: string): Promise<void> {
    await this.#once('charge', [userId], [amount], [key], [hashOf({ amount })], walletKrwMax);
  }

  /** One transaction of one statement, which must reply. */
  async #once(name: 'pay' | 'charge', ...values: unknown[]): Promise<void> {
    await this.#retried(() =>
      this.#attempt(async (ask) => {
        const { reply } = first(await ask<{ reply: object | null }>(name, ...values));
        if (reply === null) throw new Error(`the baseline's ${name} was refused`);
        return reply;
      }),
    );
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
