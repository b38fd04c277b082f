import { setTimeout as pause } from 'node:timers/promises';
import type { Db } from '#server/database/db.ts';
import { call, type Fan, fanOf, type Reply } from './http-client.ts';
import type { Operation } from './operations.ts';
import { aPerformance, people, type PerformanceIds } from './factories.ts';
import { waitAsAsked } from './refused.ts';

const seatsPerShow = 50;
const firstPriceKrw = 10_000;
const chargeKrw = 20_000;
const retryMs = 100; // delay before a retry of a lost request
const rejoinMs = 500; // delay before the next join; the paid place leaves the queue meanwhile
const keptOneIn = 4; // users keep every fourth purchase and cancel all other purchases

/**
 * Creates a performance with a different price for each seat, so that a price identifies its seat.
 * The rules of a plan permit six prices, so their triggers are off. One user can buy all seats.
 */
export async function aPricedShow(db: Db): Promise<PerformanceIds> {
  const show = await aPerformance(db);
  await db.$transaction([
    db.$executeRaw`ALTER TABLE seats DISABLE TRIGGER seats_plan`,
    db.$executeRaw`UPDATE seats SET price_krw = ${priceOf(0)} + number WHERE performance_id = ${show.performanceId}`,
    db.$executeRaw`ALTER TABLE seats ENABLE TRIGGER seats_plan`,
  ]);
  await db.concert.update({ where: { id: show.concertId }, data: { maxSeats: seatsPerShow } });
  return show;
}

const priceOf = (seat: number): number => firstPriceKrw + seat;

/** Simulates users who charge, hold, pay and cancel over HTTP, behind a round-robin balancer. */
export class Load {
  /** All requested operations, acknowledged or unacknowledged. */
  readonly operations: Operation[] = [];
  /**
   * Number of acknowledged operations, by name. `failures` counts lost requests and answers that
   * ask for a retry.
   */
  readonly counts = { charges: 0, holds: 0, payments: 0, cancellations: 0, failures: 0 };
  triesMax = 0;
  /** Instances that the balancer uses. */
  readonly instances: { url: string }[];
  readonly #show: PerformanceIds;
  #users: Promise<void>[] = [];
  #isOver = false;
  #requests = 0;
  #unexpected: Error | undefined;

  private constructor(instances: { url: string }[], show: PerformanceIds) {
    this.instances = instances;
    this.#show = show;
  }

  static async begin(db: Db, instances: { url: string }[], count: number): Promise<Load> {
    const load = new Load(instances, await aPricedShow(db));
    const fans = (await people(db, count)).map(fanOf);
    load.#users = fans.map((fan) => load.#run(fan).catch((error: unknown) => load.#stopFor(error)));
    return load;
  }

  /** Number of acknowledged operations. */
  get done(): number {
    const { charges, holds, payments, cancellations } = this.counts;
    return charges + holds + payments + cancellations;
  }

  /**
   * Stops each user at the end of the user's current iteration. Throws an error if a user got an
   * unexpected refusal.
   */
  async end(): Promise<void> {
    this.#isOver = true;
    await Promise.all(this.#users);
    if (this.#unexpected !== undefined) throw this.#unexpected;
  }

  #stopFor(error: unknown): void {
    this.#unexpected ??= new Error('a user met an unexpected refusal', { cause: error });
  }

  /**
   * `#isOn` is a method, because TypeScript assumes that a field keeps its value across an await.
   */
  #isOn(): boolean {
    return !this.#isOver && this.#unexpected === undefined;
  }

  async #run(fan: Fan): Promise<void> {
    const seats = Array.from({ length: seatsPerShow }, (_, at) => at + 1).sort(
      () => Math.random() - 0.5,
    );
    for (let nth = 1; this.#isOn(); nth++) {
      await this.#charge(fan, nth);
      const joined = await this.#call(fan, 'queue.join', { concertId: this.#show.concertId });
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
    const operation: Operation = {
      kind: 'CHARGE',
      userId,
      amountKrw: amount,
      isAcknowledged: false,
    };
    await this.#perform(operation, 'charges', { accessToken }, 'wallet.charge', {
      amount,
      idempotencyKey: `charge-number-${String(nth)}`,
    });
  }

  async #hold({ userId, accessToken }: Fan, token: string, seat: number): Promise<Held> {
    const { performanceId } = this.#show;
    const operation: Operation = {
      kind: 'HOLD',
      userId,
      performanceId,
      seat,
      isAcknowledged: false,
    };
    const input = { performanceId, seats: [seat] };
    const expectedRefusals = ['SEAT_TAKEN', 'QUEUE_TOKEN_EXPIRED'];
    const { status, refusal } = await this.#perform(
      operation,
      'holds',
      { accessToken, token },
      'seating.hold',
      input,
      expectedRefusals,
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
    const mine = await this.#call({ accessToken }, 'reservation.mine', undefined);
    const isHeld = ({ status, seats }: { status: string; seats: number[] }) =>
      status === 'HELD' && seats.includes(seat);
    const held = (mine.data as { reservationId: number; status: string; seats: number[] }[]).find(
      isHeld,
    );
    const reservationId = held?.reservationId ?? 0;
    const paying: Operation = { kind: 'PAYMENT', userId, amountKrw, isAcknowledged: false };
    const key = { reservationId, idempotencyKey: `for-the-seat-${String(nth)}` };
    await this.#perform(paying, 'payments', { accessToken, token }, 'payment.pay', key);
    if (nth % keptOneIn === 0) return;
    const cancelling: Operation = { kind: 'REFUND', userId, amountKrw, isAcknowledged: false };
    await this.#perform(cancelling, 'cancellations', { accessToken }, 'reservation.cancel', key);
  }

  /** Records the operation before its request, and the acknowledgement afterwards. */
  async #perform(
    operation: Operation,
    count: keyof Load['counts'],
    credentials: Credentials,
    name: string,
    input: object,
    expectedRefusals: string[] = [],
  ): Promise<Reply> {
    this.operations.push(operation);
    const reply = await this.#call(credentials, name, input, expectedRefusals);
    operation.isAcknowledged = reply.status === 200;
    if (operation.isAcknowledged) this.counts[count]++;
    return reply;
  }

  /** Retries like a client: each retry of a lost or refused request goes to the next instance. */
  async #call(
    { accessToken, token }: Credentials,
    name: string,
    input: object | undefined,
    expectedRefusals: string[] = [],
  ): Promise<Reply> {
    const headers = {
      authorization: `Bearer ${accessToken}`,
      ...(token !== undefined && { 'x-queue-token': token }),
    };
    const first = this.#requests++;
    for (let tries = 1; ; tries++) {
      this.triesMax = Math.max(this.triesMax, tries);
      const { url } = this.instances[(first + tries) % this.instances.length] ?? { url: '' };
      const reply = await call(url, name, input, headers).catch(nullIfLost);
      if (
        reply?.status === 200 ||
        (reply !== null && expectedRefusals.includes(reply.refusal?.code ?? ''))
      )
        return reply;
      if (reply !== null && reply.refusal?.code !== 'TRY_AGAIN')
        throw new Error(`${name} was refused: ${reply.text}`);
      this.counts.failures++;
      if (reply === null || !(await waitAsAsked(reply))) await pause(retryMs);
    }
  }
}

/**
 * The held seat, `taken` if another user has the seat, or `too early` if the queue still shows the
 * place of the last payment.
 */
type Held = number | 'taken' | 'too early';

interface Credentials {
  accessToken: string;
  token?: string;
}

function nullIfLost(error: unknown): null {
  if (error instanceof TypeError) return null; // fetch lost the connection
  throw error;
}
