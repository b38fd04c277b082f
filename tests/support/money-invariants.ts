import type pg from 'pg';
import { expect } from 'vitest';
import { type Api, type Fan, refusalCodeOf } from './http-client.ts';
import type { PerformanceIds } from './factories.ts';
import type { Instance } from './instance.ts';

/** A user, with the money and reservations that earlier answers imply. */
export interface Customer {
  fan: Fan;
  expectedKrw: number;
  /** Paid reservations of the user, some of which an administrator may have refunded. */
  paid: { reservationId: number; paymentId: number; amount: number }[];
}

export interface MoneyWorkload {
  instances: readonly [Instance, Instance];
  shows: PerformanceIds[];
  admin: Fan;
  customers: Customer[];
  /** Number of completed operations by name. */
  done: Record<string, number>;
}

/** Returns an element of the list. Throws an error for an index outside the list. */
export function at<T>(list: readonly T[], index: number): T {
  const found = list[index];
  if (found === undefined) throw new Error(`the list has no element ${String(index)}`);
  return found;
}

/**
 * Returns a seeded generator of integers from 0 up to `count` − 1. Each worker repeats its
 * operations in every run; only the order between workers differs.
 */
export function seededRandom(seed: number): (count: number) => number {
  let state = seed * 2_654_435_761;
  return (count) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * count);
  };
}

/** Retries like a client after TRY_AGAIN. Returns null for a refusal other than TRY_AGAIN. */
async function retryWhileBusy<T>(ask: () => Promise<T>): Promise<T | null> {
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      const code = refusalCodeOf(error);
      if (code === undefined || code === 'INTERNAL') throw error;
      if (code !== 'TRY_AGAIN') return null;
    }
  }
}

/** Moves one customer’s money, with requests to all instances. */
export class MoneyWorker {
  readonly #workload: MoneyWorkload;
  readonly #name: string;
  readonly #customer: Customer;
  readonly #random: (count: number) => number;
  #operations = 0;

  constructor(workload: MoneyWorkload, number: number) {
    this.#workload = workload;
    this.#name = `worker-${String(number)}`;
    this.#customer = at(workload.customers, number % workload.customers.length);
    this.#random = seededRandom(number + 1);
  }

  async step(): Promise<void> {
    const name =
      (['charge', 'charge', 'buy', 'buy', 'buy', 'cancel', 'refund'] as const)[this.#random(7)] ??
      'charge';
    const key = `${this.#name}-${String(++this.#operations)}`;
    if (await this[name](key)) this.#workload.done[name] = (this.#workload.done[name] ?? 0) + 1;
  }

  /** Sends an idempotent request. Sends one in four requests to both instances at the same time. */
  async #idempotent<T>(fan: Fan, ask: (api: Api) => Promise<T>, token?: string): Promise<T | null> {
    const [here, there] = this.#workload.instances;
    const [one, two] = this.#random(2) === 0 ? [here, there] : [there, here];
    const first = retryWhileBusy(() => ask(fan.at(one, token)));
    if (this.#random(4) > 0) return first;
    const [answer, again] = await Promise.all([
      first,
      retryWhileBusy(() => ask(fan.at(two, token))),
    ]);
    // If one instance refuses the request as too early, the other instance's answer counts.
    if (answer !== null && again !== null) expect(again).toEqual(answer);
    return answer ?? again;
  }

  async charge(idempotencyKey: string): Promise<boolean> {
    const amount = 1_000 * (1 + this.#random(150));
    const charged = await this.#idempotent(this.#customer.fan, (api) =>
      api.wallet.charge.mutate({ amount, idempotencyKey }),
    );
    if (charged !== null) this.#customer.expectedKrw += amount;
    return charged !== null;
  }

  async buy(idempotencyKey: string): Promise<boolean> {
    const { fan } = this.#customer;
    const [instance] = this.#workload.instances;
    const { concertId, performanceId } = at(
      this.#workload.shows,
      this.#random(this.#workload.shows.length),
    );
    const joined = await retryWhileBusy(() => fan.at(instance).queue.join.mutate({ concertId }));
    const { token } = joined ?? { token: '' };
    const seats = [1 + this.#random(50)];
    const held = await retryWhileBusy(() =>
      fan.at(instance, token).seating.hold.mutate({ performanceId, seats }),
    );
    if (held === null) return false;
    const { reservationId } = held;
    const paid = await this.#idempotent(
      fan,
      (api) => api.payment.pay.mutate({ reservationId, idempotencyKey }),
      token,
    );
    if (paid === null) return false;
    this.#customer.expectedKrw -= paid.amount;
    this.#customer.paid.push(paid);
    return true;
  }

  async cancel(idempotencyKey: string): Promise<boolean> {
    const { paid, fan } = this.#customer;
    const { reservationId } = paid.splice(this.#random(paid.length), 1)[0] ?? {};
    if (reservationId === undefined) return false;
    const cancelled = await this.#idempotent(fan, (api) =>
      api.reservation.cancel.mutate({ reservationId, idempotencyKey }),
    );
    this.#customer.expectedKrw += cancelled?.refund?.amount ?? 0;
    return cancelled !== null;
  }

  async refund(idempotencyKey: string): Promise<boolean> {
    const { customers, admin } = this.#workload;
    const customer = at(customers, this.#random(customers.length));
    const { paymentId, amount = 0 } =
      customer.paid.splice(this.#random(customer.paid.length), 1)[0] ?? {};
    if (paymentId === undefined) return false;
    const request = { paymentId, reason: 'a test refund', idempotencyKey };
    const refunded = await this.#idempotent(admin, (api) =>
      api.admin.payments.refund.mutate(request),
    );
    if (refunded !== null) customer.expectedKrw += amount;
    return refunded !== null;
  }
}

/**
 * Expects a wallet balance of at least 0, and ledger entries that each continue the previous
 * balance.
 */
export async function expectConsistentWallet({ fan }: Customer, instance: Instance): Promise<void> {
  const api = fan.at(instance);
  expect((await api.wallet.balance.query()).balance).toBeGreaterThanOrEqual(0);
  const { entries } = await api.wallet.history.query({ limit: 20 });
  for (const [nth, { amount, balanceAfter }] of entries.entries()) {
    expect(balanceAfter).toBeGreaterThanOrEqual(0);
    expect(balanceAfter - amount).toBe(
      entries[nth + 1]?.balanceAfter ?? (nth + 1 < 20 ? 0 : balanceAfter - amount),
    );
  }
}

/**
 * Returns totals of all money, from several statements of one transaction. `unaccounted`, the sum
 * of wallets and system accounts, must be 0. `kept`, the revenue minus payments plus refunds, must
 * be 0. `least` is the lowest wallet balance.
 */
export async function readTotals(
  client: pg.ClientBase,
  isolation: string,
  between: () => Promise<unknown> = () => Promise.resolve(),
) {
  const sumOf = async (statement: string) => {
    const { rows } = await client.query<{ sum: string | null }>(statement);
    return Number(rows[0]?.sum ?? 0);
  };
  await client.query(`BEGIN ISOLATION LEVEL ${isolation} READ ONLY`);
  try {
    const least = await sumOf('SELECT min(balance_krw) AS sum FROM accounts');
    const wallets = await sumOf('SELECT sum(balance_krw) FROM accounts');
    await between();
    const systemAccounts = await sumOf(
      'SELECT sum(amount_krw) FROM ledger_entries JOIN accounts a ON a.id = account_id WHERE user_id IS NULL',
    );
    const revenue = await sumOf(
      "SELECT sum(amount_krw) FROM ledger_entries JOIN accounts a ON a.id = account_id WHERE a.kind = 'REVENUE'",
    );
    const paid = await sumOf('SELECT sum(amount_krw) FROM payments');
    const refunded = await sumOf('SELECT sum(amount_krw) FROM refunds');
    return { unaccounted: wallets + systemAccounts, kept: revenue - (paid - refunded), least };
  } finally {
    await client.query('ROLLBACK');
  }
}
