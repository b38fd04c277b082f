import { setTimeout as pause } from 'node:timers/promises';
import type { Db } from '#server/database/db.ts';
import { call, type Fan, fanOf, type Reply } from './http-client.ts';
import type { Operation } from './operations.ts';
import { aShow, people, type Show } from './factories.ts';
import { waitAsAsked } from './refused.ts';

const seatsPerShow = 50;
const firstPriceKrw = 10_000;
const chargeKrw = 20_000;
const lostMs = 100; // after which a request that was lost is sent again
const rejoinMs = 500; // after which a place that was paid with has left the line
const keepsEvery = 4; // of what they pay for, they give the rest back

/** A show at which no two seats cost the same, and everybody may have many. */
export async function aPricedShow(db: Db): Promise<Show> {
  const show = await aShow(db);
  await db.$executeRaw`UPDATE seats SET price_krw = ${priceOf(0)} + number WHERE performance_id = ${show.performanceId}`;
  await db.concert.update({ where: { id: show.concertId }, data: { maxSeats: seatsPerShow } });
  return show;
}

const priceOf = (seat: number): number => firstPriceKrw + seat;

/** People in a hurry who charge, hold, pay and cancel over HTTP, behind a balancer that takes one instance after the other. */
export class Load {
  /** All that they asked for. */
  readonly operations: Operation[] = [];
  /** How often each was done, and how often a request failed: it was lost, or was told to come again. */
  readonly counts = { charges: 0, holds: 0, payments: 0, cancellations: 0, failures: 0 };
  /** The most tries that a request took. */
  triesMax = 0;
  /** Where the balancer sends requests. */
  readonly instances: { url: string }[];
  readonly #show: Show;
  #going: Promise<void>[] = [];
  #isOver = false;
  #asked = 0;
  #trouble: Error | undefined;

  private constructor(instances: { url: string }[], show: Show) {
    this.instances = instances;
    this.#show = show;
  }

  static async begin(db: Db, instances: { url: string }[], count: number): Promise<Load> {
    const rush = new Load(instances, await aPricedShow(db));
    const fans = (await people(db, count)).map(fanOf);
    rush.#going = fans.map((fan) => rush.#go(fan).catch((error: unknown) => rush.#stopFor(error)));
    return rush;
  }

  /** How many deeds have been acknowledged so far. */
  get done(): number {
    const { charges, holds, payments, cancellations } = this.counts;
    return charges + holds + payments + cancellations;
  }

  /** Everybody brings what they have begun to its end. Throws what nobody should have met. */
  async end(): Promise<void> {
    this.#isOver = true;
    await Promise.all(this.#going);
    if (this.#trouble !== undefined) throw this.#trouble;
  }

  #stopFor(error: unknown): void {
    this.#trouble ??= new Error('somebody met what nobody should', { cause: error });
  }

  /** Whether it goes on: asked anew each time, for it ends while others are waited for. */
  #isOn(): boolean {
    return !this.#isOver && this.#trouble === undefined;
  }

  async #go(fan: Fan): Promise<void> {
    const seats = Array.from({ length: seatsPerShow }, (_, at) => at + 1).sort(
      () => Math.random() - 0.5,
    );
    for (let nth = 1; this.#isOn(); nth++) {
      await this.#charge(fan, nth);
      const joined = await this.#ask(fan, 'queue.join', { concertId: this.#show.concertId });
      const { token } = joined.data as { token: string };
      let held: Held = 'taken';
      while (held === 'taken' && seats.length > 0 && this.#isOn())
        held = await this.#hold(fan, token, seats.pop() ?? 0);
      if (typeof held === 'number') await this.#pay(fan, token, held, nth);
      else if (held === 'too early') await pause(rejoinMs);
    }
  }

  async #charge({ userId, accessToken }: Fan, nth: number): Promise<void> {
    const amount = chargeKrw + nth;
    const deed: Operation = { kind: 'CHARGE', userId, amountKrw: amount, isAcknowledged: false };
    await this.#do(deed, 'charges', { accessToken }, 'wallet.charge', {
      amount,
      idempotencyKey: `charge-number-${String(nth)}`,
    });
  }

  async #hold({ userId, accessToken }: Fan, token: string, seat: number): Promise<Held> {
    const { performanceId } = this.#show;
    const deed: Operation = { kind: 'HOLD', userId, performanceId, seat, isAcknowledged: false };
    const input = { performanceId, seats: [seat] };
    const mayMeet = ['SEAT_TAKEN', 'QUEUE_TOKEN_EXPIRED'];
    const { status, refusal } = await this.#do(
      deed,
      'holds',
      { accessToken, token },
      'seating.hold',
      input,
      mayMeet,
    );
    if (status === 200) return seat;
    return refusal?.code === 'SEAT_TAKEN' ? 'taken' : 'too early';
  }

  async #pay(
    { userId, accessToken }: Fan,
    token: string,
    seat: number,
    nth: number,
  ): Promise<void> {
    const amountKrw = priceOf(seat);
    const mine = await this.#ask({ accessToken }, 'reservation.mine', undefined);
    const isHeld = ({ status, seats }: { status: string; seats: number[] }) =>
      status === 'HELD' && seats.includes(seat);
    const held = (mine.data as { reservationId: number; status: string; seats: number[] }[]).find(
      isHeld,
    );
    const reservationId = held?.reservationId ?? 0;
    const paying: Operation = { kind: 'PAYMENT', userId, amountKrw, isAcknowledged: false };
    const key = { reservationId, idempotencyKey: `for-the-seat-${String(nth)}` };
    await this.#do(paying, 'payments', { accessToken, token }, 'payment.pay', key);
    if (nth % keepsEvery === 0) return;
    const cancelling: Operation = { kind: 'REFUND', userId, amountKrw, isAcknowledged: false };
    await this.#do(cancelling, 'cancellations', { accessToken }, 'reservation.cancel', key);
  }

  /** Writes down what is asked for before it is, and that it was acknowledged once it was. */
  async #do(
    deed: Operation,
    count: keyof Load['counts'],
    who: Shown,
    name: string,
    input: object,
    mayMeet: string[] = [],
  ): Promise<Reply> {
    this.operations.push(deed);
    const reply = await this.#ask(who, name, input, mayMeet);
    deed.isAcknowledged = reply.status === 200;
    if (deed.isAcknowledged) this.counts[count]++;
    return reply;
  }

  /** As clients do: a request that was lost, or is to come again, is asked again, of the next instance. */
  async #ask(
    { accessToken, token }: Shown,
    name: string,
    input: object | undefined,
    mayMeet: string[] = [],
  ): Promise<Reply> {
    const headers = {
      authorization: `Bearer ${accessToken}`,
      ...(token !== undefined && { 'x-queue-token': token }),
    };
    const first = this.#asked++;
    for (let tries = 1; ; tries++) {
      this.triesMax = Math.max(this.triesMax, tries);
      const { url } = this.instances[(first + tries) % this.instances.length] ?? { url: '' };
      const reply = await call(url, name, input, headers).catch(lostOnTheWay);
      if (reply?.status === 200 || (reply !== null && mayMeet.includes(reply.refusal?.code ?? '')))
        return reply;
      if (reply !== null && reply.refusal?.code !== 'TRY_AGAIN')
        throw new Error(`${name} was refused: ${reply.text}`);
      this.counts.failures++;
      if (reply === null || !(await waitAsAsked(reply))) await pause(lostMs);
    }
  }
}

/** The seat that somebody holds now; that another does; or that the line still shows a place as theirs which they have paid with. */
type Held = number | 'taken' | 'too early';

interface Shown {
  accessToken: string;
  token?: string;
}

function lostOnTheWay(error: unknown): null {
  if (error instanceof TypeError) return null; // fetch's own
  throw error;
}
