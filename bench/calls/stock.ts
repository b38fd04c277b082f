// Prepares users for calls that each user can make only once.
import { aPerformance } from '#tests/support/factories.ts';
import type { TestStores } from '#tests/support/stores.ts';
import { join } from '#server/queue/queue.ts';
import type { Measured } from '../calling-users.ts';
import { userIdAt } from '../bench-user.ts';
import { aSale, saleRules } from '../seats/sale.ts';
import { seatsPerDate } from '../seats/sizes.ts';
import type { CallName, CallUser } from './requests.ts';
import type { Servers } from './servers.ts';

const preparedMax = 12_000;
const growth = 2; // reserve for a round that answers more calls than the previous round

/** May return more users than `count` to fill a performance, or fewer at the user limit. */
export type NextUsers = (count: number) => Promise<CallUser[]>;

/**
 * Stock of prepared requests in the load program. Prepares up to twice as many requests as the last
 * round answered.
 */
export class Stock {
  readonly #servers: Servers;
  readonly #call: CallName;
  readonly #nextUsers: NextUsers;
  #wanted: number;
  #left = 0;
  /** Number of answered calls so far. */
  answered = 0;

  constructor(servers: Servers, call: CallName, nextUsers: NextUsers, preparedMin: number) {
    this.#servers = servers;
    this.#call = call;
    this.#nextUsers = nextUsers;
    this.#wanted = preparedMin;
  }

  /** Fills the stock for the next round. */
  async prepare(): Promise<void> {
    if (this.#left >= this.#wanted) return;
    const users = await this.#nextUsers(this.#wanted - this.#left);
    this.#left = await this.#servers.users.ask('supply', {
      stock: this.#call,
      url: this.#servers.url,
      call: this.#call,
      users,
    });
  }

  async run(connections: number, seconds: number): Promise<Measured> {
    await this.prepare();
    const load = { stock: this.#call, connections, seconds };
    const measured = await this.#servers.users.ask('run', load);
    this.#left = measured.left;
    this.answered += measured.answered;
    this.#wanted = Math.min(preparedMax, Math.max(this.#wanted, measured.answered * growth));
    return measured;
  }
}

/**
 * Creates admitted users, each with a different seat. After number `usersMax`, starts again at
 * number 1.
 */
export function buyersOf(stores: TestStores, usersMax: number): NextUsers {
  let from = 1;
  return async (count) => {
    const dateCount = Math.ceil(Math.min(count, usersMax) / seatsPerDate);
    const people = dateCount * seatsPerDate;
    if (from + people - 1 > usersMax) from = 1;
    const { users } = await aSale(stores, { dateCount, people, from }, (at) => at);
    from += people;
    return users.map(toCallUser);
  };
}

export const toCallUser = ({
  n,
  token,
  place,
  performanceId,
  seat,
}: Awaited<ReturnType<typeof aSale>>['users'][number]): CallUser => ({
  n,
  token,
  concertId: place.concertId,
  performanceId,
  seat,
});

/** Creates a concert whose only turn belongs to `holder`, so that all other users wait. */
export async function aFullConcert(stores: TestStores, holder: number): Promise<number> {
  const { concertId } = await aPerformance(stores.db, { ...saleRules, capacity: 1 });
  await join(stores, userIdAt(holder), concertId);
  return concertId;
}

/** Creates users who have not joined a queue. Uses each concert for at most `usersMax` users. */
export function joinersOf(aConcert: () => Promise<number>, usersMax: number): NextUsers {
  let [concertId, joined] = [0, usersMax];
  return async (wanted) => {
    const count = Math.min(wanted, usersMax);
    if (joined + count > usersMax) [concertId, joined] = [await aConcert(), 0];
    const from = joined + 1;
    joined += count;
    return Array.from({ length: count }, (_, at) => ({ n: from + at, concertId }));
  };
}
