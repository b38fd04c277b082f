import type { Db } from '#server/database/db.ts';
import { isRefusal } from '#server/errors/refusal.ts';
import { cancel, pay, refund, relayOutbox } from '#server/payment/payment.ts';
import { leave, type Place } from '#server/queue/queue.ts';
import {
  persistEnd,
  extend,
  hold,
  release,
  type Reservation,
  sweep,
} from '#server/seating/seating.ts';
import { charge } from '#server/wallet/wallet.ts';
import { people, someTexts } from '../support/factories.ts';
import { admitted } from '../support/people.ts';
import {
  type Answer,
  blockedSeat,
  holdSeconds,
  seatCount,
  seatPriceKrw,
  shows,
  type Step,
} from './sale-terms.ts';
import { anotherClient, type TestStores } from '../support/stores.ts';

interface Stage {
  concerts: number[];
  performances: number[];
  people: string[];
  admin: string;
}

/**
 * Creates the users and two concerts with the model's performances. The dates of the performances
 * produce the model's cancellation fees.
 */
async function createStage(db: Db, peopleCount: number): Promise<Stage> {
  const [row] = await db.$queryRaw<{ concerts: number[]; performances: number[] }[]>`
    WITH made AS (
      INSERT INTO concerts (state, texts, opens_at, hold_seconds, capacity, rate_per_minute)
      SELECT 'PUBLISHED', ${JSON.stringify(someTexts)}::jsonb, now() - interval '1 day', ${holdSeconds}, 1000, 600000
      FROM generate_series(1, 2) RETURNING id
    ), given AS (SELECT array_agg(id ORDER BY id) AS ids FROM made
    ), shows AS (
      INSERT INTO performances (concert_id, starts_at, ends_at)
      SELECT ids[concert], now() + days * interval '1 day', now() + days * interval '1 day' + interval '2 h'
      FROM given, (VALUES (1, 30), (1, 5), (2, 30)) AS s (concert, days) RETURNING id, concert_id, starts_at
    ), numbered AS (
      INSERT INTO seats (performance_id, number, grade, price_krw, blocked_reason)
      SELECT id, number, 'R', ${seatPriceKrw}, CASE WHEN number = ${blockedSeat} THEN 'a pillar' END
      FROM shows, generate_series(1, ${seatCount}) AS number
    )
    SELECT ids AS concerts, (SELECT array_agg(id ORDER BY concert_id, starts_at DESC) FROM shows) AS performances FROM given`;
  const [admin = '', ...rest] = await people(db, peopleCount + 1);
  return {
    concerts: row?.concerts ?? [],
    performances: row?.performances ?? [],
    people: rest,
    admin,
  };
}

/** Runs the model's steps in the real rooms. */
export class PlayedSale {
  readonly #places = new Map<string, Place>();
  readonly #stores: TestStores;
  readonly #stage: Stage;
  #steps = 0;

  private constructor(stores: TestStores, stage: Stage) {
    this.#stores = stores;
    this.#stage = stage;
  }

  static async open(stores: TestStores, peopleCount: number): Promise<PlayedSale> {
    return new PlayedSale(stores, await createStage(stores.db, peopleCount));
  }

  /**
   * Returns the rooms' answer to a step. Returns an unexpected error as an answer that no model
   * gives.
   */
  async take(step: Step): Promise<Answer> {
    try {
      return await this.#take(step);
    } catch (error) {
      return isRefusal(error)
        ? { refusal: error.code, ...error.details }
        : { error: String(error) };
    }
  }

  #person = (who: number): string => this.#stage.people[who] ?? '';
  #concert = (concert: number): number => this.#stage.concerts[concert] ?? 0;
  #performance = (show: number): number => this.#stage.performances[show] ?? 0;
  #concertOf = (show: number): number => shows[show]?.concert ?? 0;
  #showOf = (performanceId: number): number => this.#stage.performances.indexOf(performanceId);

  /**
   * Returns the place of the user's n-th turn, where n is `turn`. The caller must request turns in
   * order.
   */
  async #place(who: number, concert: number, turn: number): Promise<Place> {
    const key = `${String(who)} ${String(concert)} ${String(turn)}`;
    const known = this.#places.get(key);
    if (known !== undefined) return known;
    const show = { concertId: this.#concert(concert), performanceId: 0 };
    const place = await admitted(this.#stores, show, this.#person(who));
    this.#places.set(key, place);
    return place;
  }

  /**
   * Admits each user whose step needs a turn, so that only the steps themselves run concurrently.
   */
  async prepare(steps: Step[]): Promise<void> {
    for (const step of steps)
      if ('turn' in step)
        await this.#placeFor(step.do === 'newTurn' ? { ...step, turn: step.turn - 1 } : step);
  }

  async #placeFor(step: Extract<Step, { turn: number }>): Promise<Place> {
    if ('concert' in step) return this.#place(step.who, step.concert, step.turn);
    if ('show' in step) return this.#place(step.who, this.#concertOf(step.show), step.turn);
    const { performanceId } = await this.#stores.db.reservation.findUniqueOrThrow({
      where: { id: step.reservation },
      select: { performanceId: true },
    });
    return this.#place(step.who, this.#concertOf(this.#showOf(performanceId)), step.turn);
  }

  async #end(place: Place): Promise<void> {
    await persistEnd(this.#stores.db, { ...place, observedEpoch: place.epoch });
  }

  /** Returns one client for every other step, so that concurrent steps meet in groups and outside. */
  #instance(): TestStores {
    this.#steps += 1;
    return this.#steps % 2 === 0
      ? this.#stores
      : { ...this.#stores, db: anotherClient(this.#stores.db) };
  }

  async #take(step: Step): Promise<Answer> {
    const stores = this.#instance();
    const { db } = stores;
    switch (step.do) {
      case 'hold': {
        const asked = { performanceId: this.#performance(step.show), seats: step.seats };
        return this.#toAnswer(await hold(stores, await this.#placeFor(step), asked));
      }
      case 'extend':
        return this.#toAnswer(await extend(stores, await this.#placeFor(step), step.reservation));
      case 'release': {
        const found = await db.reservation.findUniqueOrThrow({
          where: { id: step.reservation },
          select: { concertId: true },
        });
        return this.#toAnswer(
          await release(db, this.#person(step.who), found.concertId, step.reservation, step.seats),
        );
      }
      case 'charge':
        return charge(db, this.#person(step.who), {
          amount: step.amount,
          idempotencyKey: step.key,
        });
      case 'pay':
      case 'payShow': {
        const what =
          step.do === 'pay'
            ? { reservationId: step.reservation }
            : { performanceId: this.#performance(step.show) };
        const turn = await this.#placeFor(step);
        const paid = await pay(db, {
          ...what,
          userId: this.#person(step.who),
          idempotencyKey: step.key,
          turn,
        });
        const { paymentId, reservationId, amount, balance, tickets } = paid;
        return {
          paymentId,
          reservationId,
          amount,
          balance,
          tickets: tickets.map(({ seat }) => seat).sort((a, b) => a - b),
        };
      }
      case 'cancel': {
        const request = {
          userId: this.#person(step.who),
          reservationId: step.reservation,
          seats: step.seats,
          idempotencyKey: step.key,
        };
        const { amount, fee, balance } = await cancel(db, request);
        return { amount, fee, balance };
      }
      case 'refund': {
        const { amount } = await refund(db, {
          byUserId: this.#stage.admin,
          paymentId: step.payment,
          seats: step.seats,
          reason: 'by mistake',
          idempotencyKey: step.key,
        });
        return { amount };
      }
      case 'expireTurn':
        await this.#end(await this.#placeFor(step));
        return {};
      case 'newTurn':
        await this.#leave(step);
        await this.#place(step.who, step.concert, step.turn);
        return {};
      case 'sweep':
        await sweep(db, 1_000);
        return {};
      case 'tick':
        await this.#advance(step.seconds);
        return {};
    }
  }

  async #leave({ who, concert }: { who: number; concert: number }): Promise<void> {
    const ended = await leave(this.#stores, this.#person(who), this.#concert(concert));
    if (ended !== null) await persistEnd(this.#stores.db, ended);
  }

  /** Simulates elapsed time for this sale only, by an earlier expiry of its holds. */
  async #advance(seconds: number): Promise<void> {
    await this.#stores.db.$executeRaw`
      WITH passed AS (
        UPDATE reservations SET held_until = held_until - make_interval(secs => ${seconds}::float8)
        WHERE performance_id = ANY (${this.#stage.performances}::int[]) AND status = 'HELD'
      )
      UPDATE seats SET held_until = held_until - make_interval(secs => ${seconds}::float8)
      WHERE performance_id = ANY (${this.#stage.performances}::int[]) AND held_until IS NOT NULL`;
  }

  #toAnswer({ reservationId, performanceId, seats, price, status }: Reservation): Answer {
    return { reservationId, show: this.#showOf(performanceId), seats, price, status };
  }

  /** Returns the visible state of the sale in the form of SaleModel.state(). */
  async state(): Promise<unknown> {
    const { performances, people } = this.#stage;
    const [row] = await this.#stores.db.$queryRaw<{ seen: unknown }[]>`
      WITH mine AS (
        SELECT r.*, array_position(${performances}::int[], performance_id) - 1 AS show,
               array_position(${people}::uuid[], user_id) - 1 AS who,
               CASE WHEN status = 'HELD' AND held_until <= clock_timestamp() THEN 'EXPIRED' ELSE status::text END AS now
        FROM reservations r WHERE performance_id = ANY (${performances}::int[])
      )
      SELECT jsonb_build_object(
        'reservations', (
          SELECT coalesce(jsonb_agg(jsonb_build_object(
            'id', m.id, 'who', who, 'show', show, 'seats', seats, 'price', (SELECT sum(price) FROM unnest(prices_krw) AS price),
            'status', now, 'extensions', extensions, 'paid', p.id,
            'refunds', (
              SELECT coalesce(jsonb_agg(jsonb_build_object('seats', f.seats, 'amount', f.amount_krw, 'fee', f.fee_krw) ORDER BY f.id), '[]')
              FROM refunds f WHERE f.payment_id = p.id)) ORDER BY m.id), '[]')
          FROM mine m LEFT JOIN payments p ON p.reservation_id = m.id),
        'seats', (
          SELECT coalesce(jsonb_agg(jsonb_build_object(
            'show', array_position(${performances}::int[], performance_id) - 1, 'seat', number, 'id', reservation_id,
            'sold', held_until IS NULL) ORDER BY array_position(${performances}::int[], performance_id), number), '[]')
          FROM seats WHERE performance_id = ANY (${performances}::int[]) AND reservation_id IS NOT NULL
            AND (held_until IS NULL OR held_until > clock_timestamp())),
        'tickets', (
          SELECT coalesce(jsonb_agg(jsonb_build_object('id', p.reservation_id, 'seat', t.seat_number)
                                    ORDER BY p.reservation_id, t.seat_number), '[]')
          FROM tickets t JOIN payments p ON p.id = t.payment_id
          WHERE t.performance_id = ANY (${performances}::int[]) AND t.voided_at IS NULL),
        'wallets', (
          SELECT jsonb_agg(balance_krw ORDER BY array_position(${people}::uuid[], user_id))
          FROM accounts WHERE user_id = ANY (${people}::uuid[]))) AS seen`;
    return row?.seen;
  }

  /** Runs the background jobs until no work remains. */
  async settle(): Promise<void> {
    while ((await sweep(this.#stores.db)) > 0);
    while ((await relayOutbox(this.#stores)) > 0);
  }
}
