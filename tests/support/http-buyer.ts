import { setTimeout as pause } from 'node:timers/promises';
import { signAccessToken } from '#server/account/access-token.ts';
import { env } from '#server/config/env.ts';
import { type Api, call, fanOf, type Reply } from './http-client.ts';
import { aPerson, type Show } from './factories.ts';
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
const enough = 100_000;

/** Somebody who buys two seats over HTTP, on any instance, as a program would: asked to come again, they do, as late as they are told. */
export class Buyer {
  readonly refused: Refused[] = [];
  /** The place's number, and when its turn came. */
  admission: Admission | undefined;
  seats: number[] = [];
  readonly #show: Show;
  readonly #instances: { url: string }[];
  readonly #headers: Record<string, string>;
  #asked = 0;

  constructor(userId: string, show: Show, instances: { url: string }[]) {
    this.#show = show;
    this.#instances = instances;
    this.#headers = { authorization: `Bearer ${signAccessToken(userId, env().NEXTAUTH_SECRET)}` };
  }

  async join(): Promise<BuyerStatus> {
    const { concertId } = this.#show;
    const joined = (await this.#done('queue.join', { concertId })) as BuyerStatus;
    this.#headers['x-queue-token'] = joined.token;
    return joined;
  }

  status(): Promise<BuyerStatus> {
    return this.#done('queue.status', { concertId: this.#show.concertId }) as Promise<BuyerStatus>;
  }

  /** Joins unless they have, waits for their turn, holds seats, waits for `mayPay` and pays. `sessionMs`: how long a turn lasts. */
  async buy(sessionMs: number, mayPay: () => Promise<unknown>): Promise<void> {
    let standing = 'x-queue-token' in this.#headers ? await this.status() : await this.join();
    for (; standing.state === 'WAITING'; standing = await this.status()) await pause(pollMs);
    if (standing.state !== 'ACTIVE')
      throw new Error(`the turn never came: ${JSON.stringify(standing)}`);
    this.admission = {
      number: standing.number,
      admittedAt: Date.parse(standing.expiresAt ?? '') - sessionMs,
    };
    await this.#done('wallet.charge', { amount: enough, idempotencyKey: 'enough-for-two' });
    const reservationId = await this.#hold();
    await mayPay();
    await this.#done('payment.pay', { reservationId, idempotencyKey: 'pay-for-them' });
  }

  async #hold(): Promise<number> {
    const { performanceId } = this.#show;
    for (;;) {
      const map = (await this.#done('seating.seats', { performanceId })) as {
        seat: number;
        state: string;
      }[];
      const free = map.filter(({ state }) => state === 'available').map(({ seat }) => seat);
      if (free.length < seatsEach)
        throw new Error('no seats are left for somebody whose turn it is');
      this.seats = free.slice(0, seatsEach);
      const held = await this.#settled('seating.hold', { performanceId, seats: this.seats });
      if (held.status === 200) return (held.data as { reservationId: number }).reservationId;
      if (held.refusal?.code !== 'SEAT_TAKEN')
        throw new Error(`seats could not be held: ${held.text}`);
    }
  }

  async #done(name: string, input: unknown): Promise<unknown> {
    const { status, data, text } = await this.#settled(name, input);
    if (status !== 200) throw new Error(`${name} was refused: ${text}`);
    return data;
  }

  /** The answer that holds: one that asks to come again is obeyed. */
  async #settled(name: string, input: unknown): Promise<Reply> {
    for (;;) {
      const { url } = this.#instances[this.#asked++ % this.#instances.length] ?? { url: '' };
      const reply = await call(url, name, input, this.#headers);
      if (reply.status !== 200) this.refused.push(refusedBy(reply));
      if (!(await waitAsAsked(reply))) return reply;
    }
  }
}

/** Somebody whose turn it is, and who can pay for a seat: what they may ask of each instance. */
export async function aBuyer(
  { db }: TestStores,
  at: { url: string },
  { concertId }: Show,
): Promise<(instance: { url: string }) => Api> {
  const fan = fanOf(await aPerson(db));
  await fan.at(at).wallet.charge.mutate({ amount: 50_000, idempotencyKey: 'enough-money' });
  const { token } = await fan.at(at).queue.join.mutate({ concertId });
  return (instance) => fan.at(instance, token);
}
