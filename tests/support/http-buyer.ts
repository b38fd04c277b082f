import { setTimeout as pause } from 'node:timers/promises';
import { signAccessToken } from '#server/account/access-token.ts';
import { env } from '#server/config/env.ts';
import { type Api, call, fanOf, type Reply } from './http-client.ts';
import { aPerson, type PerformanceIds } from './factories.ts';
import type { Admission } from './admission-order.ts';
import { type Refused, refusedBy, waitAsAsked } from './refused.ts';
import type { TestStores } from './stores.ts';

export interface BuyerStatus {
  state: string;
  number: number;
  token: string;
  expiresAt: string | null;
}

const pollMs = 250;
const seatsEach = 2;
const chargeKrw = 100_000;

/**
 * Buys two seats over HTTP; each call goes to the next instance. Waits and retries when an answer
 * asks for a retry, like a client program.
 */
export class Buyer {
  readonly refused: Refused[] = [];
  /** Number and admission time of the place; undefined before the admission. */
  admission: Admission | undefined;
  seats: number[] = [];
  readonly #show: PerformanceIds;
  readonly #instances: { url: string }[];
  readonly #headers: Record<string, string>;
  #requests = 0;

  constructor(userId: string, show: PerformanceIds, instances: { url: string }[]) {
    this.#show = show;
    this.#instances = instances;
    this.#headers = { authorization: `Bearer ${signAccessToken(userId, env().NEXTAUTH_SECRET)}` };
  }

  async join(): Promise<BuyerStatus> {
    const { concertId } = this.#show;
    const joined = (await this.#call('queue.join', { concertId })) as BuyerStatus;
    this.#headers['x-queue-token'] = joined.token;
    return joined;
  }

  status(): Promise<BuyerStatus> {
    return this.#call('queue.status', { concertId: this.#show.concertId }) as Promise<BuyerStatus>;
  }

  /**
   * Joins only if the buyer has no place yet. Waits for `mayPay` before the payment. `sessionMs` is
   * the length of a turn.
   */
  async buy(sessionMs: number, mayPay: () => Promise<unknown>): Promise<void> {
    let status = 'x-queue-token' in this.#headers ? await this.status() : await this.join();
    for (; status.state === 'WAITING'; status = await this.status()) await pause(pollMs);
    if (status.state !== 'ACTIVE')
      throw new Error(`the turn ended before admission was seen: ${JSON.stringify(status)}`);
    this.admission = {
      number: status.number,
      admittedAt: Date.parse(status.expiresAt ?? '') - sessionMs,
    };
    await this.#call('wallet.charge', { amount: chargeKrw, idempotencyKey: 'charge-for-two' });
    const reservationId = await this.#hold();
    await mayPay();
    await this.#call('payment.pay', { reservationId, idempotencyKey: 'pay-for-them' });
  }

  async #hold(): Promise<number> {
    const { performanceId } = this.#show;
    for (;;) {
      const map = (await this.#call('seating.seats', { performanceId })) as {
        seat: number;
        state: string;
      }[];
      const free = map.filter(({ state }) => state === 'available').map(({ seat }) => seat);
      if (free.length < seatsEach) throw new Error('no seats are left for an admitted buyer');
      this.seats = free.slice(0, seatsEach);
      const held = await this.#callUntilFinal('seating.hold', { performanceId, seats: this.seats });
      if (held.status === 200) return (held.data as { reservationId: number }).reservationId;
      if (held.refusal?.code !== 'SEAT_TAKEN')
        throw new Error(`seats could not be held: ${held.text}`);
    }
  }

  async #call(name: string, input: unknown): Promise<unknown> {
    const { status, data, text } = await this.#callUntilFinal(name, input);
    if (status !== 200) throw new Error(`${name} was refused: ${text}`);
    return data;
  }

  /** Repeats a call until the answer asks for no retry. */
  async #callUntilFinal(name: string, input: unknown): Promise<Reply> {
    for (;;) {
      const { url } = this.#instances[this.#requests++ % this.#instances.length] ?? { url: '' };
      const reply = await call(url, name, input, this.#headers);
      if (reply.status !== 200) this.refused.push(refusedBy(reply));
      if (!(await waitAsAsked(reply))) return reply;
    }
  }
}

/**
 * Creates an admitted user with money for one seat. Returns a function that creates the user's tRPC
 * client of an instance, with the queue token.
 */
export async function aBuyer(
  { db }: TestStores,
  at: { url: string },
  { concertId }: PerformanceIds,
): Promise<(instance: { url: string }) => Api> {
  const fan = fanOf(await aPerson(db));
  await fan.at(at).wallet.charge.mutate({ amount: 50_000, idempotencyKey: 'charge-money' });
  const { token } = await fan.at(at).queue.join.mutate({ concertId });
  return (instance) => fan.at(instance, token);
}
