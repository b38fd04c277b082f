import { createDecoder } from 'fast-jwt';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectInvariants } from '../support/invariants.ts';
import {
  type Fan,
  fanOf,
  fanWith,
  outcomeOverHttp,
  refusalCodeOf,
  send,
} from '../support/http-client.ts';
import { aPerson, aPerformance, people } from '../support/factories.ts';
import { type Instance, startInstance } from '../support/instance.ts';
import { excessOverRate, mostAtOnce, type Turn } from '../support/admission-rate.ts';
import { endHoldIn } from '../support/people.ts';
import { testStores, type TestStores } from '../support/stores.ts';

const startsInstanceMsMax = 120_000;

let stores: TestStores;
let one: Instance, two: Instance, three: Instance;
beforeAll(async () => {
  stores = await testStores();
  [one, two, three] = await Promise.all([startInstance(), startInstance(), startInstance()]);
}, startsInstanceMsMax);
afterAll(async () => {
  await Promise.all([one.stop(), two.stop(), three.stop()]);
  await stores.close();
});

const fans = async (count: number): Promise<Fan[]> => (await people(stores.db, count)).map(fanOf);
const aFan = async (): Promise<Fan> => fanOf(await aPerson(stores.db));
const anAdmin = async (): Promise<Fan> => fanOf(await aPerson(stores.db, 'OWNER'));
const claimsOf = createDecoder() as (token: string) => { n: number; jti: string };
const numberIn = (token: string): number => claimsOf(token).n;
const post = (url: string, body: unknown) =>
  send(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

test('a user can sign up, join, hold and pay on different instances, and all agree on the result', async () => {
  const { concertId, performanceId } = await aPerformance(stores.db);
  const account = { email: 'traveller@jari.example', password: 'a long password' };
  expect(await post(`${one.url}/auth/users`, { ...account, name: 'A traveller' })).toMatchObject({
    status: 201,
  });
  const signedIn = await post(`${two.url}/auth/token`, account);
  const { userId, accessToken } = signedIn.body as Fan;
  const fan = fanWith(userId, accessToken);
  const { token } = await fan.at(one).queue.join.mutate({ concertId });
  const { reservationId } = await fan
    .at(two, token)
    .seating.hold.mutate({ performanceId, seats: [7] });
  await fan.at(three).wallet.charge.mutate({ amount: 60_000, idempotencyKey: 'for-the-seat' });
  const paid = await fan
    .at(one, token)
    .payment.pay.mutate({ reservationId, idempotencyKey: 'the-seat-itself' });
  expect(paid).toMatchObject({ amount: 50_000, balance: 10_000, tickets: [{ seat: 7 }] });
  expect(await fan.at(two, token).queue.status.query({ concertId })).toMatchObject({
    state: 'EXPIRED',
    position: 0,
  });
  expect(await fan.at(three).reservation.get.query({ reservationId })).toMatchObject({
    status: 'PAID',
  });
  const other = await aFan();
  const { token: otherToken } = await other.at(three).queue.join.mutate({ concertId });
  const seats = await other.at(three, otherToken).seating.seats.query({ performanceId });
  expect(seats[6]).toMatchObject({ seat: 7, state: 'sold' });
});

test('30 simultaneous joins of one user over three instances give one place', async () => {
  const { concertId } = await aPerformance(stores.db);
  const [fan, admin] = await Promise.all([aFan(), anAdmin()]);
  const joins = Array.from({ length: 30 }, (_, at) =>
    fan.at([one, two, three][at % 3] ?? one).queue.join.mutate({ concertId }),
  );
  const places = (await Promise.all(joins)).map(({ token }) => claimsOf(token).jti);
  expect(new Set(places).size).toBe(1);
  expect(await admin.at(two).admin.overview.query({ concertId })).toMatchObject({
    active: 1,
    waiting: 0,
  });
});

test('joins over three instances get distinct, dense numbers in the order of requests', async () => {
  const { concertId } = await aPerformance(stores.db, { capacity: 1 });
  const joining = await fans(60);
  const joined: { number: number; sentAt: number; answeredAt: number }[] = [];
  const joinInTurn = async (instance: Instance): Promise<void> => {
    for (let fan = joining.pop(); fan !== undefined; fan = joining.pop()) {
      const sentAt = performance.now();
      const { token } = await fan.at(instance).queue.join.mutate({ concertId });
      joined.push({ number: numberIn(token), sentAt, answeredAt: performance.now() });
    }
  };
  await Promise.all([one, two, three, one, two, three, one, two, three].map(joinInTurn));
  const numbers = joined.map(({ number }) => number).sort((a, b) => a - b);
  expect(numbers).toEqual(Array.from({ length: 60 }, (_, at) => at + 1));
  const inSequence = joined.flatMap((before) =>
    joined.filter((after) => before.answeredAt < after.sentAt).map((after) => ({ before, after })),
  );
  expect(inSequence.length).toBeGreaterThan(500);
  expect(inSequence.filter(({ before, after }) => before.number > after.number)).toEqual([]);
});

test('of 50 buyers who race for one seat over two instances exactly one holds it', async () => {
  const { concertId, performanceId } = await aPerformance(stores.db);
  const buyers = await Promise.all(
    (await fans(50)).map(async (fan, at) => {
      const instance = at % 2 === 0 ? one : two;
      return fan.at(instance, (await fan.at(instance).queue.join.mutate({ concertId })).token);
    }),
  );
  const outcomes = await Promise.all(
    buyers.map((buyer) =>
      outcomeOverHttp(buyer.seating.hold.mutate({ performanceId, seats: [1] })),
    ),
  );
  expect(outcomes.filter((outcome) => outcome === 'done')).toHaveLength(1);
  expect(outcomes.filter((outcome) => outcome === 'SEAT_TAKEN')).toHaveLength(49);
  expect(await stores.db.reservation.count({ where: { performanceId } })).toBe(1);
});

test('50 simultaneous copies of a payment over two instances charge once, and all get the same reply', async () => {
  const { concertId, performanceId } = await aPerformance(stores.db);
  const fan = await aFan();
  const { token } = await fan.at(one).queue.join.mutate({ concertId });
  const { reservationId } = await fan
    .at(one, token)
    .seating.hold.mutate({ performanceId, seats: [1, 2] });
  await fan.at(two).wallet.charge.mutate({ amount: 250_000, idempotencyKey: 'enough-money' });
  const payments = Array.from({ length: 50 }, (_, at) =>
    fan
      .at(at % 2 === 0 ? one : two, token)
      .payment.pay.mutate({ reservationId, idempotencyKey: 'pay-just-once' }),
  );
  const replies = await Promise.all(payments);
  for (const reply of replies) expect(reply).toEqual(replies[0]);
  expect(await fan.at(three).wallet.balance.query()).toEqual({ balance: 150_000 });
  expect(await stores.db.payment.count({ where: { reservationId } })).toBe(1);
  await expectInvariants(stores, [one, two], []);
});

/** Returns the time of Redis in ms, because Redis decides admissions by its own clock. */
async function redisNow(): Promise<number> {
  const [seconds, microseconds] = await stores.redis.time();
  return Number(seconds) * 1000 + Math.floor(Number(microseconds) / 1000);
}

/**
 * Sends a request to a random live instance. Tries another instance if the first instance dies or
 * asks for a retry.
 */
async function onAny<T>(alive: Set<Instance>, ask: (instance: Instance) => Promise<T>): Promise<T> {
  for (;;) {
    const instance = [...alive][Math.floor(Math.random() * alive.size)] ?? one;
    try {
      return await ask(instance);
    } catch (error) {
      if (alive.has(instance) && refusalCodeOf(error) !== 'TRY_AGAIN') throw error;
    }
  }
}

const sessionSeconds = 600;

/**
 * Joins, waits for admission, stays for `stayMs`, and leaves. Reads `until` before the leave, so
 * that the turn is certainly open until that time.
 */
async function takeATurn(
  fan: Fan,
  alive: Set<Instance>,
  concertId: number,
  stayMs: number,
): Promise<Turn> {
  const { token, ...joined } = await onAny(alive, (instance) =>
    fan.at(instance).queue.join.mutate({ concertId }),
  );
  let status: { state: string; expiresAt: string | null } = joined;
  while (status.state === 'WAITING') {
    await pause(300 + Math.random() * 100);
    status = await onAny(alive, (instance) =>
      fan.at(instance, token).queue.status.query({ concertId }),
    );
  }
  const admittedAt = Date.parse(status.expiresAt ?? '') - sessionSeconds * 1000;
  await pause(stayMs);
  const until = await redisNow();
  await onAny(alive, (instance) => fan.at(instance).queue.leave.mutate({ concertId }));
  return { admittedAt, until };
}

test(
  'three instances, one of which is killed, reach but never exceed the capacity and the rate',
  async () => {
    const small = { capacity: 3, ratePerMinute: 60_000, sessionSeconds };
    const slow = { capacity: 100, ratePerMinute: 240, sessionSeconds };
    const [smallShow, slowShow] = [
      await aPerformance(stores.db, small),
      await aPerformance(stores.db, slow),
    ];
    const doomed = await startInstance();
    const alive = new Set([one, two, doomed]);
    const inSmall = (await fans(24)).map((fan) => takeATurn(fan, alive, smallShow.concertId, 200));
    const inSlow = (await fans(28)).map((fan) => takeATurn(fan, alive, slowShow.concertId, 0));
    await Promise.all([Promise.any(inSmall), Promise.any(inSlow)]);
    alive.delete(doomed);
    expect(await doomed.kill('SIGKILL')).toBeNull();
    const smallTurns = await Promise.all(inSmall);
    const slowTurns = await Promise.all(inSlow);
    expect(mostAtOnce(smallTurns)).toBe(small.capacity);
    expect(excessOverRate(slowTurns, slow.ratePerMinute)).toBeLessThanOrEqual(0);
    expect(excessOverRate(slowTurns, slow.ratePerMinute)).toBeGreaterThan(-2);
  },
  startsInstanceMsMax,
);

test('negative control: ticks that read the free capacity before they admit, without a rate limit, exceed both', async () => {
  const [key, capacity] = [`jari:test:${String(Math.random())}`, 3];
  const allRead = Promise.withResolvers<undefined>();
  let readers = 0;
  const checkThenAdmit = async (): Promise<Turn[]> => {
    const free = capacity - (await stores.redis.zcard(key));
    if (++readers === 3) allRead.resolve(undefined);
    await allRead.promise;
    const admittedAt = await redisNow();
    const turns = Array.from({ length: free }, () => ({
      admittedAt,
      until: admittedAt + sessionSeconds * 1000,
    }));
    for (const [at] of turns.entries())
      await stores.redis.zadd(key, admittedAt, `${String(readers)}-${String(at)}`);
    return turns;
  };
  const turns = (await Promise.all([checkThenAdmit(), checkThenAdmit(), checkThenAdmit()])).flat();
  await stores.redis.del(key);
  expect(mostAtOnce(turns)).toBeGreaterThan(capacity);
  expect(excessOverRate(turns, 240)).toBeGreaterThan(0);
  expect(mostAtOnce(turns.slice(0, capacity))).toBe(capacity);
  expect(excessOverRate(turns.slice(0, 4), 240)).toBeLessThanOrEqual(0);
});

test.concurrent(
  'without any polls, an unclaimed turn expires, is persisted, and goes to the next place',
  async ({ expect }) => {
    const { concertId } = await aPerformance(stores.db, { capacity: 1, claimSeconds: 1 });
    const [absent, next, last] = await Promise.all([aFan(), aFan(), aFan()]);
    const { token } = await absent.at(one).queue.join.mutate({ concertId });
    await next.at(two).queue.join.mutate({ concertId });
    await last.at(three).queue.join.mutate({ concertId });
    const admin = await anAdmin();
    const waiting = async () => (await admin.at(one).admin.overview.query({ concertId })).waiting;
    await expect.poll(waiting, { timeout: 10_000 }).toBe(0);
    expect(await absent.at(two, token).queue.status.query({ concertId })).toMatchObject({
      state: 'EXPIRED',
      position: 0,
    });
    const ended = () => stores.db.buyer.count({ where: { concertId, endedNumber: { gt: 0 } } });
    await expect.poll(ended, { timeout: 5_000 }).toBe(2);
    const { token: newToken } = await absent.at(three).queue.join.mutate({ concertId });
    expect(numberIn(newToken)).toBe(4);
  },
);

test.concurrent(
  'the end of a session admits the next user and releases seats still held under it',
  async ({ expect }) => {
    const { concertId, performanceId } = await aPerformance(stores.db, {
      capacity: 1,
      sessionSeconds: 3,
      holdSeconds: 1,
    });
    const [fan, next] = await Promise.all([aFan(), aFan()]);
    const { token } = await fan.at(one).queue.join.mutate({ concertId });
    const { reservationId } = await fan
      .at(two, token)
      .seating.hold.mutate({ performanceId, seats: [3] });
    // A turn lasts at most one session time plus three hold times, 6 s in this test; this hold
    // lasts 300 s.
    await endHoldIn(stores, reservationId, 300_000);
    const { token: nextToken } = await next.at(three).queue.join.mutate({ concertId });
    const nextState = async () =>
      (await next.at(three, nextToken).queue.status.query({ concertId })).state;
    expect(await nextState()).toBe('WAITING');
    await expect.poll(nextState, { timeout: 15_000 }).toBe('ACTIVE');
    const seat = async () =>
      (await next.at(one, nextToken).seating.seats.query({ performanceId }))[2];
    await expect.poll(seat, { timeout: 5_000 }).toMatchObject({ seat: 3, state: 'available' });
    expect(await fan.at(one).reservation.get.query({ reservationId })).toMatchObject({
      status: 'RELEASED',
    });
    expect(
      await outcomeOverHttp(fan.at(two, token).seating.hold.mutate({ performanceId, seats: [4] })),
    ).toBe('QUEUE_TOKEN_EXPIRED');
  },
);

test(
  'on SIGTERM the instance answers requests in flight, accepts no new ones and exits with 0',
  async () => {
    const fan = await aFan();
    await fan.at(three).wallet.balance.query();
    const lockWaits = async () => {
      const [found] = await stores.db.$queryRaw<{ waiting: number }[]>`
      SELECT count(*)::int AS waiting FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
      return found?.waiting;
    };
    const isClosed = () =>
      fetch(`${three.url}/api/health`).then(
        () => false,
        () => true,
      );
    const { charge, exit } = await stores.db.$transaction(
      async (tx) => {
        await tx.$queryRaw`SELECT id FROM accounts WHERE user_id = ${fan.userId}::uuid FOR UPDATE`;
        const charge = fan
          .at(three)
          .wallet.charge.mutate({ amount: 5_000, idempotencyKey: 'in-flight-1' });
        await expect.poll(lockWaits, { timeout: 3_000 }).toBe(1);
        const exit = three.kill('SIGTERM');
        await expect.poll(isClosed, { timeout: 3_000 }).toBe(true);
        return { charge, exit };
      },
      { timeout: 10_000 },
    );
    expect(await charge).toEqual({ balance: 5_000 });
    expect(await exit).toBe(0);
  },
  startsInstanceMsMax,
);
