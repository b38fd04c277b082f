import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectInvariants, faultRounds } from '../support/invariants.ts';
import { outcomeOverHttp } from '../support/http-client.ts';
import { aPerformance, type PerformanceIds } from '../support/factories.ts';
import { aBuyer } from '../support/http-buyer.ts';
import { viaProxy, type FaultProxy, openFaultProxy } from '../support/fault-proxy.ts';
import { type Instance, startInstance } from '../support/instance.ts';
import { eventually } from '../support/eventually.ts';
import { endHoldIn, hasExpired } from '../support/people.ts';
import { testStores, type TestStores } from '../support/stores.ts';

// Each of the two instances runs a sweeper. Payments arrive while their holds expire.
const timeout = 60_000 + faultRounds * 60_000;
const lapsesInMs = 2_000; // leaves the payment enough time to reach COMMIT
const priceKrw = 50_000;

let stores: TestStores;
let proxies: [FaultProxy, FaultProxy];
let instances: [Instance, Instance];
beforeAll(async () => {
  stores = await testStores();
  const url = process.env['DATABASE_URL'] ?? '';
  const open = () => openFaultProxy(Number(new URL(url).port));
  proxies = await Promise.all([open(), open()]);
  const start = (proxy: FaultProxy) => startInstance({ DATABASE_URL: viaProxy(url, proxy) });
  instances = await Promise.all([start(proxies[0]), start(proxies[1])]);
}, timeout);
afterAll(async () => {
  await Promise.all(instances.map((instance) => instance.stop()));
  await Promise.all(proxies.map((proxy) => proxy.close()));
  await stores.close();
});

/** Spreads users over both instances, by seat number. */
const instanceFor = (seat: number): Instance => instances[seat % 2 === 0 ? 0 : 1];
const theOther = (instance: Instance): Instance => instances[instance === instances[0] ? 1 : 0];

/**
 * Creates a user with a hold on one seat. Returns functions for the payment and for the user's
 * balance.
 */
async function aHolder(show: PerformanceIds, seat = 1) {
  const fan = await aBuyer(stores, instanceFor(seat), show);
  const { reservationId } = await fan(instances[0]).seating.hold.mutate({
    performanceId: show.performanceId,
    seats: [seat],
  });
  const pay = (instance: Instance) =>
    outcomeOverHttp(
      fan(instance).payment.pay.mutate({ reservationId, idempotencyKey: 'the-payment' }),
    );
  const balance = async () => (await fan(instances[0]).wallet.balance.query()).balance;
  return { reservationId, pay, balance };
}

/** Lets another user try to hold the seat. */
async function rivalHolds(show: PerformanceIds, seat = 1): Promise<string> {
  const rival = await aBuyer(stores, instances[1], show);
  return outcomeOverHttp(
    rival(instances[1]).seating.hold.mutate({ performanceId: show.performanceId, seats: [seat] }),
  );
}

/** Returns the number of transactions that wait for a row lock. */
async function waiting(): Promise<number> {
  const [found] = await stores.db.$queryRaw<{ waiting: number }[]>`
    SELECT count(*)::int AS waiting FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
  return found?.waiting ?? 0;
}

/** Returns the number of sweeps with a lock timeout. */
const sweepTimeouts = () =>
  instances.reduce(
    (times, instance) => times + instance.logs().split('"loop":"sweep"').length - 1,
    0,
  );

/** Stops a payment at its COMMIT until the hold has expired and `sweeping` has finished. */
async function payAroundExpiry(show: PerformanceIds, sweeping: () => Promise<unknown>) {
  const holder = await aHolder(show);
  await endHoldIn(stores, holder.reservationId, lapsesInMs);
  proxies[0].holdBack({ what: 'request', words: 'COMMIT\0', after: ['payment/sql/pay.sql'] });
  const paying = holder.pay(instances[0]);
  await eventually('the payment is about to commit', () => proxies[0].held() === 1);
  proxies[0].holdBack(null);
  await eventually('the hold has expired', () => hasExpired(stores, holder.reservationId));
  await sweeping();
  proxies[0].letHeldPass();
  return { outcome: await paying, balance: await holder.balance() };
}

test(
  'a payment made in time keeps its seat even if its COMMIT follows the expiry of the hold and both sweepers',
  { timeout },
  async () => {
    for (let round = 0; round < faultRounds; round++) {
      const show = await aPerformance(stores.db);
      const before = sweepTimeouts();
      const bothCome = () =>
        eventually(
          'both sweepers have tried',
          async () => (await waiting()) + sweepTimeouts() - before >= 2,
        );
      expect(await payAroundExpiry(show, bothCome)).toEqual({ outcome: 'done', balance: 0 });
      expect(await rivalHolds(show)).toBe('SEAT_TAKEN');
      await expectInvariants(stores, instances, []);
    }
  },
);

test(
  'a payment that waits for the COMMIT of a sweeper is refused and costs nothing',
  { timeout },
  async () => {
    for (let round = 0; round < faultRounds; round++) {
      const show = await aPerformance(stores.db);
      const holder = await aHolder(show);
      for (const proxy of proxies)
        proxy.holdBack({ what: 'request', words: 'COMMIT\0', after: ['seating/sql/end-hold.sql'] });
      await endHoldIn(stores, holder.reservationId, 0);
      await eventually('a sweeper is about to commit', () =>
        proxies.some((proxy) => proxy.held() === 1),
      );
      const first = proxies[0].held() === 1 ? 0 : 1;
      await eventually('the other sweeper waits', async () => (await waiting()) === 1);
      const paying = holder.pay(theOther(instances[first]));
      await eventually('the payment waits', async () => (await waiting()) === 2);
      for (const proxy of proxies) proxy.holdBack(null);
      proxies[first].letHeldPass();
      expect(await paying).toBe('HOLD_EXPIRED');
      expect(await holder.balance()).toBe(priceKrw);
      expect(await rivalHolds(show)).toBe('done');
      await expectInvariants(stores, instances, []);
    }
  },
);

const sweepsEveryMs = 5_000;
const endSoon = 18; // holds of seats above this number do not expire
const seats = Array.from({ length: 20 }, (_, at) => at + 1);

/** Repeats the request until its outcome is final, like a client. */
async function finalOutcome(ask: () => Promise<string>): Promise<string> {
  for (;;) {
    const outcome = await ask();
    if (outcome !== 'TRY_AGAIN') return outcome;
  }
}

/**
 * Pays for all holds around the moment when most holds expire, while rivals try to hold the seats.
 * For each seat, returns the outcomes of the payment and of the rival's hold.
 */
async function aWave(): Promise<{ paid: string; rival: string }[]> {
  const show = await aPerformance(stores.db);
  const holders = await Promise.all(seats.map((seat) => aHolder(show, seat)));
  const rivals = await Promise.all(seats.map((seat) => aBuyer(stores, instanceFor(seat), show)));
  await stores.db.$executeRaw`
    WITH ending AS (
      UPDATE seats SET held_until = clock_timestamp() + make_interval(secs => (number - 5) * abs(number - 5) * 0.01)
      WHERE performance_id = ${show.performanceId} AND number <= ${endSoon} RETURNING reservation_id, held_until)
    UPDATE reservations r SET held_until = ending.held_until FROM ending WHERE r.id = ending.reservation_id`;
  const outcomes = holders.map(async ({ pay, balance }, at) => {
    const here = instanceFor(at);
    const wish = { performanceId: show.performanceId, seats: seats.slice(at, at + 1) };
    const holds = () =>
      outcomeOverHttp(Promise.resolve(rivals[at]?.(theOther(here)).seating.hold.mutate(wish)));
    const [paid, rival] = await Promise.all([finalOutcome(() => pay(here)), finalOutcome(holds)]);
    expect(await balance()).toBe(paid === 'done' ? 0 : priceKrw);
    return { paid, rival };
  });
  return Promise.all(outcomes);
}

test(
  'payments around the expiry of their holds, among sweepers and rivals, are paid in full or not at all',
  { timeout },
  async () => {
    for (let round = 0; round < faultRounds; round++) {
      const all: { paid: string; rival: string }[] = [];
      for (const since = performance.now(); performance.now() - since < sweepsEveryMs * 1.2;)
        all.push(...(await aWave()));
      const outcomes = new Set(all.map(({ paid, rival }) => `${paid} ${rival}`));
      expect(outcomes).toContain('done SEAT_TAKEN');
      expect(outcomes).toContain('HOLD_EXPIRED done');
      for (const outcome of outcomes)
        expect(['done SEAT_TAKEN', 'HOLD_EXPIRED done', 'HOLD_EXPIRED SEAT_TAKEN']).toContain(
          outcome,
        );
      await eventually(
        'sweepers have closed the expired holds',
        async () =>
          (await stores.db.reservation.count({
            where: { status: 'HELD', heldUntil: { lte: new Date() } },
          })) === 0,
      );
      await expectInvariants(stores, instances, []);
    }
  },
);

test(
  'negative control: a sweeper that reads expired seats and frees them later releases a sold seat',
  { timeout },
  async () => {
    const show = await aPerformance(stores.db);
    let found: { number: number }[] = [];
    const reads = async () => {
      const where = { performanceId: show.performanceId, heldUntil: { lte: new Date() } };
      found = await stores.db.seat.findMany({ where, select: { number: true } });
    };
    expect(await payAroundExpiry(show, reads)).toEqual({ outcome: 'done', balance: 0 });
    for (const { number } of found)
      await stores.db.seat.updateMany({
        where: { performanceId: show.performanceId, number },
        data: { reservationId: null, heldUntil: null },
      });
    expect(await rivalHolds(show)).toBe('done');
  },
);
