import { expect, onTestFinished } from 'vitest';
import { call, fanOf, type Fan, type Reply } from './http-client.ts';
import { eventually } from './eventually.ts';
import { VirtualUsers, type VirtualUser } from './virtual-user.ts';
import { aPerformance, people, type PerformanceIds } from './factories.ts';
import { type Instance, startInstance } from './instance.ts';
import { type LosableRedis, startLosableRedis } from './losable-redis.ts';
import { overtakes, repeatedIn } from './admission-order.ts';
import { mostAtOnce } from './admission-rate.ts';
import { isTryAgain, type Refused, refusedBy } from './refused.ts';
import { testStores, type TestStores } from './stores.ts';

const capacity = 8;
export const graceSeconds = 6;
const sessionSeconds = 600;
const waiters = 40;

/** Two instances with a Redis that can lose its connections and data. */
export interface Losable {
  stores: TestStores;
  redis: LosableRedis;
  instances: Instance[];
  close(): Promise<void>;
}

export async function startLosable({ pages = false, recoverySeconds = 5 } = {}): Promise<Losable> {
  const stores = await testStores();
  const redis = await startLosableRedis();
  const settings = { REDIS_URL: redis.url, QUEUE_RECOVERY_SECONDS: String(recoverySeconds) };
  const instances = await Promise.all([
    startInstance(settings),
    startInstance(settings, { pages }),
  ]);
  const close = async () => {
    await Promise.all(instances.map((instance) => instance.stop()));
    await redis.close();
    await stores.close();
  };
  return { stores, redis, instances, close };
}

/** A busy queue: some users are active, many wait, and two have ended their places. */
export class Sale {
  readonly show: PerformanceIds;
  readonly users: VirtualUsers;
  readonly inside: VirtualUser[] = [];
  readonly ended: VirtualUser[] = [];
  readonly waiting: VirtualUser[] = [];
  readonly #losable: Losable;

  private constructor(losable: Losable, show: PerformanceIds) {
    this.#losable = losable;
    this.show = show;
    this.users = new VirtualUsers(losable.instances, { concertId: show.concertId, sessionSeconds });
    onTestFinished(() => this.users.stop());
  }

  static async begin(losable: Losable): Promise<Sale> {
    // The long claim time prevents lapsed turns on a busy machine, which may announce an admission
    // late.
    const policy = { capacity, graceSeconds, claimSeconds: 60, sessionSeconds };
    const sale = new Sale(losable, await aPerformance(losable.stores.db, policy));
    const [payer, leaver, ...others] = (
      await people(losable.stores.db, 2 + capacity + waiters)
    ).map(fanOf) as [Fan, Fan, ...Fan[]];
    const [left, paid] = [
      await sale.users.join(leaver),
      await sale.users.join(payer, { isPolling: false }),
    ];
    await Promise.all([sale.users.leave(left), sale.pays(paid)]);
    sale.ended.push(left, paid);
    for (const fan of others.splice(0, capacity)) sale.inside.push(await sale.users.join(fan));
    await eventually('some are active', () => sale.inside.every(({ turns }) => turns.length === 1));
    sale.waiting.push(...(await Promise.all(others.map((fan) => sale.users.join(fan)))));
    sale.waiting.sort((a, b) => a.number - b.number);
    await eventually('many wait', () =>
      sale.waiting.every(({ status }) => status?.state === 'WAITING'),
    );
    return sale;
  }

  /** Sends a user's call to the first instance. */
  call(
    { fan, token }: Pick<VirtualUser, 'fan' | 'token'>,
    name: string,
    input: object,
  ): Promise<Reply> {
    const [instance] = this.#losable.instances;
    const headers = { authorization: `Bearer ${fan.accessToken}`, 'x-queue-token': token };
    return call(instance?.url ?? '', name, input, headers);
  }

  async pays(user: VirtualUser): Promise<void> {
    const { performanceId } = this.show;
    await this.call(user, 'wallet.charge', { amount: 50_000, idempotencyKey: 'enough-money' });
    const held = await this.call(user, 'seating.hold', { performanceId, seats: [1] });
    const { reservationId } = held.data as { reservationId: number };
    for (const turn of user.turns) turn.until = Date.now();
    const paid = await this.call(user, 'payment.pay', {
      reservationId,
      idempotencyKey: 'the-seat-itself',
    });
    expect(paid.status).toBe(200);
    user.isPolling = true;
  }

  async newcomer(): Promise<VirtualUser> {
    const [userId = ''] = await people(this.#losable.stores.db, 1);
    return this.users.join(fanOf(userId));
  }

  /**
   * Calls the first instance as a waiting user and as a buyer. Returns the status, code and
   * Retry-After of each answer.
   */
  async refusals(): Promise<Refused[]> {
    const { performanceId, concertId } = this.show;
    const [buyer, waiter] = [this.inside[0], this.waiting[0]];
    if (buyer === undefined || waiter === undefined) throw new Error('no buyer or no waiting user');
    const asked = [
      this.call(waiter, 'queue.join', { concertId }),
      this.call(waiter, 'queue.status', { concertId }),
      this.call(waiter, 'queue.leave', { concertId }),
      this.call(buyer, 'seating.hold', { performanceId, seats: [9] }),
      this.call(buyer, 'seating.seats', { performanceId }),
    ];
    return (await Promise.all(asked)).map(refusedBy);
  }

  /** Returns the queue's epoch from PostgreSQL. */
  async epoch(): Promise<number> {
    const { concertId } = this.show;
    const { queueEpoch } = await this.#losable.stores.db.concert.findUniqueOrThrow({
      where: { id: concertId },
    });
    return queueEpoch;
  }

  /** Returns the end of the recovery window in ms, by the clock of Redis. */
  heldUntil(): Promise<number> {
    return this.#losable.redis.ask(async (client) =>
      Number(await client.hget(`jari:{${String(this.show.concertId)}}:meta`, 'heldUntil')),
    );
  }

  /** Makes all users leave, the waiting users on their admission. Returns when no user waits. */
  async drain(): Promise<void> {
    for (const user of this.waiting) user.leavesAtOnce = true;
    for (const user of this.inside) await this.users.leave(user);
    await eventually('every user had a turn', () =>
      this.waiting.every(({ turns, leavesAtOnce }) => turns.length > 0 && !leavesAtOnce),
    );
  }
}

/** State of a queue before the loss of Redis. */
interface Before {
  epoch: number;
  endsAt: number[];
}

async function before(sale: Sale): Promise<Before> {
  return { epoch: await sale.epoch(), endsAt: sale.inside.map(endOf) };
}

const endOf = ({ status }: VirtualUser): number => Date.parse(status?.expiresAt ?? '');

/**
 * Follows a queue through its recovery until no user waits. Expects that the queue keeps all places
 * in order, and admits no user twice.
 */
async function expectEveryoneBack(
  sale: Sale,
  { epoch, endsAt }: Before,
  { dataLost }: { dataLost: boolean },
): Promise<void> {
  const { users, inside, waiting, ended } = sale;
  await eventually('the queue reports its recovery', () =>
    waiting.some(({ status }) => status?.recovering === true),
  );
  const heldUntil = await sale.heldUntil();
  const [first, ...others] = inside;
  if (first === undefined) throw new Error('no user is active');
  // During recovery, the queue admits no user, so that all waiting users have time to rejoin.
  const [late] = await Promise.all([sale.newcomer(), users.leave(first)]);
  expect(late.status).toMatchObject({ state: 'WAITING', recovering: true });
  waiting.push(late);
  // An instance's snapshot is up to one second old, and so may show an admitted user as waiting.
  await eventually('all active users see their turn', () =>
    others.every(({ status }) => status?.state === 'ACTIVE'),
  );
  await eventually('all others see their places', () =>
    waiting.every(({ status }) => status !== undefined),
  );
  for (const [at, user] of others.entries())
    expect(Math.abs(endOf(user) - (endsAt[at + 1] ?? 0))).toBeLessThan(2_000);
  await sale.drain();
  await eventually('all places have ended', () =>
    users.users.every(({ status }) => status?.state === 'EXPIRED'),
  );
  await users.stop();
  expect((await sale.epoch()) > epoch).toBe(dataLost);
  const admissions = waiting.flatMap(({ turns }) => turns);
  expect(admissions.map(({ number }) => number)).toEqual(waiting.map(({ number }) => number));
  expect(Math.min(...admissions.map(({ admittedAt }) => admittedAt))).toBeGreaterThanOrEqual(
    heldUntil,
  );
  expect(overtakes(admissions).length).toBe(0);
  expect(repeatedIn(users.users.map(({ number }) => number))).toEqual([]);
  expect(repeatedIn(users.admissions.map(({ userId }) => userId))).toEqual([]);
  expect(mostAtOnce(users.users.flatMap(({ turns }) => turns))).toBeLessThanOrEqual(capacity);
  expect(late.number).toBe(Math.max(...users.users.map(({ number }) => number)));
  expect(ended.map(({ turns }) => turns.length)).toEqual(ended.map(() => 1));
  expect(users.refused.filter((refused) => !isTryAgain(refused))).toEqual([]);
}

/** Runs `lose` during a sale. Expects a recovery of the queue with all places. */
export async function expectRecovery(
  sale: Sale,
  lose: () => Promise<unknown>,
  { dataLost }: { dataLost: boolean },
): Promise<void> {
  const was = await before(sale);
  await lose();
  await expectEveryoneBack(sale, was, { dataLost });
}
