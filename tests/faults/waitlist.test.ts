import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Refusal } from '#server/errors/refusal.ts';
import { cancel, pay, refund } from '#server/payment/payment.ts';
import { blockSeats, unblockSeats } from '#server/seat-plan/seat-plan.ts';
import { release } from '#server/seating/seating.ts';
import { decide, type Round } from '#server/waitlist/decide.ts';
import { offerRound } from '#server/waitlist/offers.ts';
import { joinWaitlist } from '#server/waitlist/waitlist.ts';
import { charge } from '#server/wallet/wallet.ts';
import { auditNow } from '../support/database-state.ts';
import { eventually } from '../support/eventually.ts';
import { aPerformance, aPerson, people, type PerformanceIds } from '../support/factories.ts';
import { expectInvariants, faultRounds } from '../support/invariants.ts';
import { type Instance, startInstance } from '../support/instance.ts';
import { aHolder, endHoldIn } from '../support/people.ts';
import { testStores, type TestStores } from '../support/stores.ts';

const timeout = 120_000 + faultRounds * 120_000;
const wishCount = 200;
const expiryCount = 10;
const idleMsMax = 1_000;
/** Statements of a round; each can wait for as long as the machine stalls. */
const roundStatements = 10;

let stores: TestStores;
beforeAll(async () => void (stores = await testStores()));
afterAll(() => stores.close());

const any = { performances: 'any' as const, grades: 'any' as const };

/** Returns pseudo-random integers from 0 to `below` - 1, the same in each run. */
function seeded(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
}

/** A way in which all seats of a group become free at once. */
type Return = () => Promise<unknown>;

/**
 * Sells, holds or blocks all 50 seats in groups of one to four. Returns a function for each group that
 * frees its seats: a cancellation, a refund, a release, a lapse or an unblock.
 */
async function soldOut(show: PerformanceIds, random: (below: number) => number): Promise<Return[]> {
  const returns: Return[] = [];
  const staff = await aPerson(stores.db, 'MANAGER');
  for (let first = 1; first <= 50;) {
    const size = Math.min(1 + random(4), 51 - first);
    const seats = Array.from({ length: size }, (_, at) => first + at);
    first += size;
    returns.push(await occupied(show, seats, returns.length % 5, staff));
  }
  return returns;
}

async function occupied(
  show: PerformanceIds,
  seats: number[],
  way: number,
  staff: string,
): Promise<Return> {
  const { db } = stores;
  if (way === 4) {
    const blocked = { performanceId: show.performanceId, seats, reason: 'a camera' };
    await blockSeats(db, staff, blocked);
    return () => unblockSeats(db, staff, blocked);
  }
  const money = 50_000 * seats.length;
  const { userId, reservationId, turn } = await aHolder(stores, { show, seats, money });
  if (way === 2) return () => release(db, userId, show.concertId, reservationId);
  if (way === 3) return () => endHoldIn(stores, reservationId, 0);
  const { paymentId } = await pay(db, {
    userId,
    reservationId,
    turn,
    idempotencyKey: 'buy-them-1',
  });
  const key = { idempotencyKey: `return-${String(reservationId)}` };
  return way === 0
    ? () => cancel(db, { userId, reservationId, ...key })
    : () => refund(db, { byUserId: staff, paymentId, reason: 'a mistake', ...key });
}

/** Adds wishes of random parties, ten at a time. */
async function waiting(show: PerformanceIds, count: number, random: (below: number) => number) {
  const persons = await people(stores.db, count);
  for (const [at, userId] of persons.entries()) {
    await charge(stores.db, userId, { amount: 200_000, idempotencyKey: 'first-charge' });
    const party = [1, 1, 2, 2, 3, 4][random(6)] ?? 1;
    const terms = { ...any, party, together: at % 3 === 0 };
    await joinWaitlist(stores.db, userId, { concertId: show.concertId, ...terms });
  }
}

/** Lets the first offers expire, and accepts all others as soon as they come. Runs until `stopped`. */
async function answerOffers({ concertId }: PerformanceIds, stopped: () => boolean): Promise<void> {
  const answered = new Set<number>();
  const noTurn = new Refusal('QUEUE_TOKEN_MISSING', {});
  while (!stopped()) {
    const offers = await stores.db.reservation.findMany({
      where: { concertId, offer: true, status: 'HELD', id: { notIn: [...answered] } },
      orderBy: { id: 'asc' },
    });
    for (const { id: reservationId, userId } of offers) {
      answered.add(reservationId);
      if (answered.size <= expiryCount) await endHoldIn(stores, reservationId, 0);
      else
        await pay(stores.db, { userId, reservationId, turn: noTurn, idempotencyKey: 'accept-it' });
    }
    await pause(20);
  }
}

/**
 * Returns the longest time in ms between the return of an offer's newest seat and the offer. Its other
 * seats were too few for the wish until then, and a collection kept them.
 */
async function longestIdleMs({ concertId }: PerformanceIds): Promise<number> {
  const [found] = await stores.db.$queryRaw<{ ms: number }[]>`
    SELECT max(extract(epoch FROM d.at - d.freed_to) * 1000)::float8 AS ms
    FROM waitlist_decisions d JOIN wishes w ON w.id = d.wish_id
    WHERE d.kind = 'OFFERED' AND w.concert_id = ${concertId}`;
  return found?.ms ?? 0;
}

/** Measures the longest delay of a statement while the machine is busy. Runs until `stopped`. */
async function longestStallMs(stopped: () => boolean): Promise<number> {
  let longest = 0;
  while (!stopped()) {
    const since = performance.now();
    await stores.db.$queryRaw`SELECT 1`;
    await pause(20);
    longest = Math.max(longest, performance.now() - since - 20);
  }
  return longest;
}

const breachesNow = async () =>
  (await auditNow(stores.databaseUrl))
    .filter(({ breaches }) => breaches > 0)
    .map(({ check }) => check);

/** No seat waits for a decision, and no offer is open. */
async function isSettled({ performanceId }: PerformanceIds): Promise<boolean> {
  const kept = await stores.db.seat.count({ where: { performanceId, kept: true } });
  const held = await stores.db.reservation.count({ where: { performanceId, status: 'HELD' } });
  const collects = await stores.db.wish.count({ where: { collectsAtId: performanceId } });
  return held === 0 && (kept === 0 || collects > 0);
}

test(
  '50 returned seats go to 200 wishes in order within a second each, although ten offers expire and an instance is killed',
  { timeout },
  async () => {
    for (let round = 0; round < faultRounds; round++) {
      const random = seeded(round + 1);
      const show = await aPerformance(stores.db);
      const returns = await soldOut(show, random);
      await waiting(show, wishCount, random);
      const instances: [Instance, Instance] = await Promise.all([startInstance(), startInstance()]);
      let stop = false;
      const stopped = () => stop;
      const probing = Promise.all([answerOffers(show, stopped), longestStallMs(stopped)]);
      const killAt = Math.floor(returns.length / 2);
      for (let returned = 0; returns.length > 0; returned++) {
        const [free] = returns.splice(random(returns.length), 1);
        await free?.();
        if (returned === killAt) await instances[0].kill('SIGKILL');
        await pause(random(150));
      }
      await eventually('every seat is decided about', () => isSettled(show), 30_000);
      stop = true;
      const [, stallMs] = await probing;
      const answers = await stores.db.waitlistDecision.groupBy({
        by: ['kind'],
        where: { wish: { concertId: show.concertId }, reservationId: { not: null } },
        _count: true,
      });
      const countOf = (kind: string) => answers.find((each) => each.kind === kind)?._count ?? 0;
      await expectInvariants(stores, [instances[1]], []);
      await Promise.all(instances.map((instance) => instance.stop()));
      expect(countOf('EXPIRED')).toBe(expiryCount);
      expect(countOf('OFFERED')).toBe(countOf('ACCEPTED') + expiryCount);
      const idleMs = await longestIdleMs(show);
      console.info(
        `longest idle ${String(Math.round(idleMs))} ms, stall ${String(Math.round(stallMs))} ms`,
      );
      expect(idleMs).toBeLessThan(idleMsMax + roundStatements * stallMs);
    }
  },
);

/** Frees four seats while a pair and three others wait, and lets `choose` decide. */
async function controlled(choose: (...given: Parameters<typeof decide>) => Round): Promise<void> {
  const show = await aPerformance(stores.db);
  const returns = await soldOut(show, () => 0);
  await waiting(show, 5, seeded(7));
  for (const free of returns.slice(0, 3)) await free();
  await offerRound(stores.db, show.concertId, choose);
}

/** Ends the waitlists of earlier tests, whose breaches the audit would report again. */
async function endAll(): Promise<void> {
  await stores.db.$executeRaw`DELETE FROM waitlist_decisions`.catch(() => undefined);
  await stores.db.wish.updateMany({
    where: { status: 'WAITING' },
    data: { status: 'ENDED', endedAt: new Date(0), collectsAtId: null, collectingSince: null },
  });
}

test('a round in order breaks no invariant, and negative control: a reversed one is caught', async () => {
  await endAll();
  await controlled(decide);
  expect(await breachesNow()).toEqual([]);
  await controlled((wishes, ...rest) => decide(wishes.toReversed(), ...rest));
  expect(await breachesNow()).toEqual(['waitlist-order']);
});

test('negative control: a round that returns seats to general sale is caught', async () => {
  await controlled((_, halls) => ({
    offers: [],
    passes: [],
    tooLarge: [],
    toSale: halls.filter(({ kept }) => kept),
    hasListedLeft: false,
  }));
  expect(await breachesNow()).toContain('waitlist-seats');
});

test('negative control: a seat that becomes free without the trigger is caught', async () => {
  await endAll();
  const show = await aPerformance(stores.db);
  const returns = await soldOut(show, () => 0);
  await waiting(show, 5, seeded(7));
  await stores.db.$executeRaw`ALTER TABLE seats DISABLE TRIGGER seats_keep_freed`;
  await returns[0]?.();
  await stores.db.$executeRaw`ALTER TABLE seats ENABLE TRIGGER seats_keep_freed`;
  await stores.db
    .$executeRaw`UPDATE seats SET freed_at = clock_timestamp() WHERE performance_id = ${show.performanceId} AND reservation_id IS NULL AND blocked_reason IS NULL`;
  expect(await breachesNow()).toContain('waitlist-seats');
});
