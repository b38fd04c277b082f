// The baseline: the statements of a hold, a payment and a charge in the order in which the rooms send them, prepared once for each
// connection, by `pg` alone. It is serializable and tries again as the rooms do; it knows no refusal but that a seat is taken.
import { createHash } from 'node:crypto';
import type pg from 'pg';
import type { Place } from '#server/queue/queue.ts';
import { vainHoldsMax } from '#server/seating/hold.ts';
import { untilSerialized } from '#server/transaction.ts';
import { walletKrwMax } from '#server/wallet/wallet.schema.ts';
import { statements } from './statements.ts';

type Ask = <Row extends pg.QueryResultRow>(name: keyof typeof statements, ...values: unknown[]) => Promise<Row[]>;

interface Once {
  userId: string;
  operation: 'PAY' | 'CHARGE';
  key: string;
  request: Record<string, number>;
}

const hashOf = (request: Once['request']) => createHash('sha256').update(JSON.stringify(request)).digest('hex');

// A plan for any kind of account cannot use the index of the house's: it reads all accounts, and then everybody conflicts with everybody.
const plannedEachTime = new Set<keyof typeof statements>(['record']);

function asking(client: pg.ClientBase): Ask {
  return async <Row extends pg.QueryResultRow>(name: keyof typeof statements, ...values: unknown[]) => {
    const plan = plannedEachTime.has(name) ? {} : { name };
    const { rows } = await client.query<Row>({ ...plan, text: statements[name], values });
    return rows;
  };
}

function first<T>([row]: readonly T[]): T {
  if (row === undefined) throw new Error('a statement of the baseline found nothing');
  return row;
}

export class Bare {
  readonly #pool: pg.Pool;
  /** Transactions that had to be run again so far. */
  undone = 0;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  /** The reservation's number; null where a seat is taken. */
  hold(place: Place, performanceId: number, seats: number[]): Promise<number | null> {
    const { userId, concertId, epoch, number } = place;
    return this.#transaction(async (ask) => {
      await ask('enter', userId, concertId);
      const { id, heldAt, heldUntil } = first(
        await ask<{ id: number; heldAt: Date; heldUntil: Date }>('prepareHold', performanceId, userId, vainHoldsMax),
      );
      const taken = await ask<{ number: number; price: string }>('takeSeats', performanceId, seats, id, heldUntil);
      if (taken.length < seats.length) {
        await ask('whyNot', performanceId, seats);
        return null;
      }
      const prices = taken.map(({ price }) => price);
      await ask('reserve', id, userId, concertId, performanceId, heldAt, heldUntil, seats, prices, epoch, number);
      await ask('noteHold', userId, concertId, id, seats.length);
      await ask('reservation', id);
      return id;
    });
  }

  async pay(place: Place, reservationId: number, key: string): Promise<void> {
    const { userId, concertId, epoch, number } = place;
    await this.#once({ userId, operation: 'PAY', key, request: { reservationId } }, async (ask) => {
      await ask('concertOf', reservationId, userId);
      await ask('enter', userId, concertId);
      const { performanceId, seats, pricesKrw } = first(
        await ask<{ performanceId: number; seats: number[]; pricesKrw: string[] }>('reservation', reservationId),
      );
      first(await ask('sellSeats', performanceId, seats, reservationId));
      await ask('notePaid', reservationId);
      await ask('noteBuyer', userId, concertId, seats.length, epoch, number);
      const amount = pricesKrw.reduce((sum, price) => sum + Number(price), 0);
      const { balance } = first(await ask<{ balance: string }>('debit', userId, amount));
      const { transactionId } = first(
        await ask<{ transactionId: number }>('record', 'PAYMENT', userId, 'REVENUE', -amount, balance),
      );
      const { id: paymentId, paidAt } = first(
        await ask<{ id: number; paidAt: Date }>('payment', reservationId, concertId, amount, epoch, number, transactionId),
      );
      const tickets = await ask<{ ticketId: number; seat: number }>('tickets', paymentId, performanceId, seats);
      await ask('promise', JSON.stringify(place));
      return { paymentId, paidAt: paidAt.toISOString(), tickets, reservationId, amount, balance: Number(balance) };
    });
  }

  async charge(userId: string, amount: number, key: string): Promise<void> {
    await this.#once({ userId, operation: 'CHARGE', key, request: { amount } }, async (ask) => {
      const { balance } = first(await ask<{ balance: string }>('charge', userId, amount, walletKrwMax));
      await ask('record', 'CHARGE', userId, 'FUNDING', amount, balance);
      return { balance: Number(balance) };
    });
  }

  /** As `once` of the rooms: looks for the reply of before, does the work, and keeps its reply by the same commit. */
  async #once({ userId, operation, key, request }: Once, work: (ask: Ask) => Promise<object>): Promise<void> {
    const hash = hashOf(request);
    await this.#untilDone(async () => {
      const before = await this.#pool.query({ name: 'reply', text: statements.reply, values: [userId, operation, key] });
      if (before.rows.length > 0) return null;
      return this.#attempt(async (ask) => {
        const reply = await work(ask);
        await ask('keepReply', userId, operation, key, hash, JSON.stringify(reply));
        return reply;
      });
    });
  }

  #transaction<T>(work: (ask: Ask) => Promise<T | null>): Promise<T | null> {
    return this.#untilDone(() => this.#attempt(work));
  }

  #untilDone<T>(attempt: () => Promise<T>): Promise<T> {
    return untilSerialized(attempt, (error) => {
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
