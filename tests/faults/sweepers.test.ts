import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectInvariants, faultRounds } from '../support/invariants.ts';
import { outcomeOverHttp } from '../support/http-client.ts';
import { aShow, type Show } from '../support/factories.ts';
import { aBuyer } from '#tests/support/http-buyer.ts';
import { viaProxy, type FaultProxy, openFaultProxy } from '../support/fault-proxy.ts';
import { type Instance, startInstance } from '../support/instance.ts';
import { eventually } from '../support/eventually.ts';
import { endHoldIn, hasLapsed } from '../support/people.ts';
import { testStores, type TestStores } from '../support/stores.ts';

// Two instances, each with a sweeper, and payments that arrive when the hold lapses.
const timeout = 60_000 + faultRounds * 60_000;
const lapsesInMs = 2_000; // enough to reach the COMMIT
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

/** Some go to one instance, some to the other. */
const instanceFor = (seat: number): Instance => instances[seat % 2 === 0 ? 0 : 1];
const theOther = (instance: Instance): Instance => instances[instance === instances[0] ? 1 : 0];

/** Somebody who holds a seat: how they pay for it, and what is left to them. */
async function aHolder(show: Show, seat = 1) {
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

/** Whether somebody else can hold the seat. */
async function rivalHolds(show: Show, seat = 1): Promise<string> {
  const rival = await aBuyer(stores, instances[1], show);
  return outcomeOverHttp(
    rival(instances[1]).seating.hold.mutate({ performanceId: show.performanceId, seats: [seat] }),
  );
}

/** How many transactions wait for a row that another has locked. */
async function waiting(): Promise<number> {
  const [found] = await stores.db.$queryRaw<{ waiting: number }[]>`
    SELECT count(*)::int AS waiting FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
  return found?.waiting ?? 0;
}

/** How often a sweeper has waited for so long that it gave up. */
const givenUp = () =>
  instances.reduce(
    (times, instance) => times + instance.logs().split('"loop":"sweep"').length - 1,
    0,
  );

/** A payment is held up at its COMMIT until the hold has lapsed and `sweeping` has come as far as it can: what the payer is told. */
async function paidAtTheEnd(show: Show, sweeping: () => Promise<unknown>) {
  const holder = await aHolder(show);
  await endHoldIn(stores, holder.reservationId, lapsesInMs);
  proxies[0].holdBack({ what: 'request', words: 'COMMIT', after: ['database/sql/keep-reply.sql'] });
  const paying = holder.pay(instances[0]);
  await eventually('it is about to commit', () => proxies[0].held() === 1);
  proxies[0].holdBack(null);
  await eventually('the hold is over', () => hasLapsed(stores, holder.reservationId));
  await sweeping();
  proxies[0].letHeldPass();
  return { told: await paying, balance: await holder.balance() };
}

test(
  'what was sold in time stays sold, though its COMMIT comes after the hold’s end and both sweepers come before it',
  { timeout },
  async () => {
    for (let round = 0; round < faultRounds; round++) {
      const show = await aShow(stores.db);
      const before = givenUp();
      const bothCome = () =>
        eventually('both sweepers come', async () => (await waiting()) + givenUp() - before >= 2);
      expect(await paidAtTheEnd(show, bothCome)).toEqual({ told: 'done', balance: 0 });
      expect(await rivalHolds(show)).toBe('SEAT_TAKEN');
      await expectInvariants(stores, instances, []);
    }
  },
);

test(
  'while one sweeper is at its COMMIT, a payment and the other sweeper wait for it: the payment is refused and costs nothing',
  { timeout },
  async () => {
    for (let round = 0; round < faultRounds; round++) {
      const show = await aShow(stores.db);
      const holder = await aHolder(show);
      for (const proxy of proxies)
        proxy.holdBack({ what: 'request', words: 'COMMIT', after: ['seating/sql/end-hold.sql'] });
      await endHoldIn(stores, holder.reservationId, 0);
      await eventually('a sweeper is about to commit', () =>
        proxies.some((proxy) => proxy.held() === 1),
      );
      const first = proxies[0].held() === 1 ? 0 : 1;
      await eventually('the other sweeper waits for it', async () => (await waiting()) === 1);
      const paying = holder.pay(theOther(instances[first]));
      await eventually('so does the payment', async () => (await waiting()) === 2);
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
const endSoon = 18; // and the others live on
const seats = Array.from({ length: 20 }, (_, at) => at + 1);

/** As clients do: told to come again, they ask again. */
async function toldInTheEnd(ask: () => Promise<string>): Promise<string> {
  for (;;) {
    const told = await ask();
    if (told !== 'TRY_AGAIN') return told;
  }
}

/** Holds most of which end around the moment at which all are paid for, while others want their seats: what each was told. */
async function aWave(): Promise<{ paid: string; rival: string }[]> {
  const show = await aShow(stores.db);
  const holders = await Promise.all(seats.map((seat) => aHolder(show, seat)));
  const rivals = await Promise.all(seats.map((seat) => aBuyer(stores, instanceFor(seat), show)));
  await stores.db.$executeRaw`
    WITH ending AS (
      UPDATE seats SET held_until = clock_timestamp() + make_interval(secs => (number - 5) * abs(number - 5) * 0.01)
      WHERE performance_id = ${show.performanceId} AND number <= ${endSoon} RETURNING reservation_id, held_until)
    UPDATE reservations r SET held_until = ending.held_until FROM ending WHERE r.id = ending.reservation_id`;
  const told = holders.map(async ({ pay, balance }, at) => {
    const here = instanceFor(at);
    const wish = { performanceId: show.performanceId, seats: seats.slice(at, at + 1) };
    const holds = () =>
      outcomeOverHttp(Promise.resolve(rivals[at]?.(theOther(here)).seating.hold.mutate(wish)));
    const [paid, rival] = await Promise.all([toldInTheEnd(() => pay(here)), toldInTheEnd(holds)]);
    expect(await balance()).toBe(paid === 'done' ? 0 : priceKrw);
    return { paid, rival };
  });
  return Promise.all(told);
}

test(
  'payments that arrive around the end of their holds, while sweepers and others come too, are paid in full or not at all',
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
        'sweepers have closed what lapsed',
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
  'negative control: a sweeper that has read what lapsed, and frees it later, gives away what was sold',
  { timeout },
  async () => {
    const show = await aShow(stores.db);
    let found: { number: number }[] = [];
    const reads = async () => {
      const where = { performanceId: show.performanceId, heldUntil: { lte: new Date() } };
      found = await stores.db.seat.findMany({ where, select: { number: true } });
    };
    expect(await paidAtTheEnd(show, reads)).toEqual({ told: 'done', balance: 0 });
    for (const { number } of found)
      await stores.db.seat.updateMany({
        where: { performanceId: show.performanceId, number },
        data: { reservationId: null, heldUntil: null },
      });
    expect(await rivalHolds(show)).toBe('done');
  },
);
