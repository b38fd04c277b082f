import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import pg from 'pg';
import { audit } from '../audit/audit.ts';
import { pay, payAndLeave } from '../payment/payment.ts';
import { extend, hold, release, seats } from '../seating/seating.ts';
import { charge } from '../wallet/wallet.ts';
import { aPerformance, aPerson, type PerformanceIds } from '#tests/support/factories.ts';
import {
  admitted,
  aHolder,
  endHoldIn,
  hasExpired,
  outcomeOf,
  refusalOf,
  until,
} from '#tests/support/people.ts';
import { answers } from '#tests/support/contract.ts';
import { testStores, type TestStores } from '#tests/support/stores.ts';
import { collectMsMax } from './decide.ts';
import {
  endWishes,
  joinWaitlist,
  latestWish,
  leaveWaitlist,
  offerFreedSeats,
  wishesOf,
} from './waitlist.ts';
import type { JoinWaitlistInput } from './waitlist.schema.ts';

let stores: TestStores;
beforeAll(async () => void (stores = await testStores()));
afterAll(() => stores.close());
afterEach(async () => {
  const client = new pg.Client({ connectionString: process.env['DATABASE_URL'] });
  await client.connect();
  const found = (await audit(client)).filter(({ breaches }) => breaches > 0);
  await client.end();
  expect(found).toEqual([]);
});

/** Creates a date whose only free seats are `free`. */
async function soldOut(free: number[] = []): Promise<PerformanceIds> {
  const show = await aPerformance(stores.db);
  const where = { performanceId: show.performanceId, number: { notIn: free } };
  await stores.db.seat.updateMany({ where, data: { blockedReason: 'for the test' } });
  return show;
}

async function wish(
  { concertId }: PerformanceIds,
  terms: Partial<JoinWaitlistInput> = {},
  person?: string,
) {
  const userId = person ?? (await aPerson(stores.db));
  const any = { performances: 'any' as const, grades: 'any' as const, party: 1, together: true };
  return { userId, ...(await joinWaitlist(stores.db, userId, { concertId, ...any, ...terms })) };
}

async function lapse(reservationId: number): Promise<void> {
  await endHoldIn(stores, reservationId, 0);
  await until(() => hasExpired(stores, reservationId));
}

async function mine(userId: string) {
  const found = await stores.db.wish.findFirst({ where: { userId }, orderBy: { id: 'desc' } });
  return latestWish(stores.db, userId, found?.concertId ?? 0);
}
const offerOf = async (userId: string) => (await mine(userId))?.offer ?? null;

/** Holds seats before anyone waits, and returns the function that releases them. */
async function held(show: PerformanceIds, numbers: number[]) {
  const { userId, reservationId } = await aHolder(stores, { show, seats: numbers });
  return {
    userId,
    reservationId,
    free: () => release(stores.db, userId, show.concertId, reservationId),
  };
}

async function heldEach(show: PerformanceIds, numbers: number[]) {
  const holders: Awaited<ReturnType<typeof held>>[] = [];
  for (const seat of numbers) holders.push(await held(show, [seat]));
  return holders;
}

const stateOf = async ({ performanceId }: PerformanceIds, number: number, userId: string) =>
  (await seats(stores.db, performanceId, userId)).find(({ seat }) => seat === number)?.state;

test('a released seat is offered to the first wish and is held for everyone else', async () => {
  const show = await soldOut([1]);
  const holder = await held(show, [1]);
  const [first, second] = [await wish(show), await wish(show)];
  expect([first.rank, second.rank]).toEqual([1, 2]);
  await holder.free();
  const turn = await admitted(stores, show);
  const taking = { performanceId: show.performanceId, seats: [1] };
  expect(await stateOf(show, 1, turn.userId)).toBe('held');
  expect(await outcomeOf(hold(stores, turn, taking))).toBe('SEAT_TAKEN');
  await offerFreedSeats(stores.db);
  const offer = await offerOf(first.userId);
  expect(answers['waitlist.mine']?.parse(await wishesOf(stores.db, first.userId))).toHaveLength(1);
  expect(offer).toMatchObject({ performanceId: show.performanceId, seats: [1], price: 50_000 });
  expect(await offerOf(second.userId)).toBeNull();
  expect((await mine(second.userId))?.rank).toBe(1);
  expect(await outcomeOf(hold(stores, turn, taking))).toBe('SEAT_TAKEN');
  const notices = await stores.db.notice.findMany({ where: { concertId: show.concertId } });
  expect(notices).toMatchObject([{ userId: first.userId, kind: 'OFFER' }]);
});

test('a lapsed hold of a waited seat stays held until the seat is offered', async () => {
  const show = await soldOut([1]);
  const { reservationId } = await held(show, [1]);
  const { userId } = await wish(show);
  await lapse(reservationId);
  const turn = await admitted(stores, show);
  const taking = { performanceId: show.performanceId, seats: [1] };
  expect(await stateOf(show, 1, turn.userId)).toBe('held');
  expect(await outcomeOf(hold(stores, turn, taking))).toBe('SEAT_TAKEN');
  await offerFreedSeats(stores.db);
  expect(await offerOf(userId)).toMatchObject({ seats: [1] });
});

test('an accepted offer is paid without a turn and leaves the place unchanged', async () => {
  const show = await soldOut([1]);
  const holder = await held(show, [1]);
  const turn = await admitted(stores, show);
  await wish(show, {}, turn.userId);
  await charge(stores.db, turn.userId, { amount: 50_000, idempotencyKey: 'first-charge' });
  await holder.free();
  await offerFreedSeats(stores.db);
  const { reservationId } = (await offerOf(turn.userId)) ?? { reservationId: 0 };
  const request = { userId: turn.userId, reservationId, idempotencyKey: 'accept-it' };
  const paid = await payAndLeave(stores, request, () => Promise.resolve(turn));
  expect(paid).toMatchObject({ amount: 50_000, balance: 0, offer: true });
  expect(await mine(turn.userId)).toMatchObject({ status: 'ACCEPTED', offer: null });
  const where = { userId_concertId: { userId: turn.userId, concertId: show.concertId } };
  expect(await stores.db.buyer.findUnique({ where })).toMatchObject({ endedNumber: 0n });
  expect(await admitted(stores, show, turn.userId)).toEqual(turn);
});

test('an offer cannot be moved, extended or added to', async () => {
  const show = await soldOut([1, 2]);
  const holder = await held(show, [1, 2]);
  const turn = await admitted(stores, show);
  await wish(show, {}, turn.userId);
  await release(stores.db, holder.userId, show.concertId, holder.reservationId, [1]);
  await offerFreedSeats(stores.db);
  const { reservationId } = (await offerOf(turn.userId)) ?? { reservationId: 0 };
  await holder.free();
  const adding = hold(stores, turn, { performanceId: show.performanceId, seats: [2] });
  expect(await refusalOf(adding)).toMatchObject({ code: 'OFFER_OPEN', details: { reservationId } });
  expect(await outcomeOf(extend(stores, turn, reservationId))).toBe('OFFER_OPEN');
  expect(await outcomeOf(wish(show, {}, turn.userId))).toBe('OFFER_OPEN');
});

test('a declined or expired offer goes to the next wish, and ends its own', async () => {
  const show = await soldOut([1]);
  const holder = await held(show, [1]);
  const wishes = [await wish(show), await wish(show), await wish(show)];
  const [first, second, third] = wishes.map(({ userId }) => userId) as [string, string, string];
  await holder.free();
  await offerFreedSeats(stores.db);
  const declined = (await offerOf(first))?.reservationId ?? 0;
  await release(stores.db, first, show.concertId, declined);
  await offerFreedSeats(stores.db);
  const expired = (await offerOf(second))?.reservationId ?? 0;
  await lapse(expired);
  await offerFreedSeats(stores.db);
  expect(await offerOf(third)).toMatchObject({ seats: [1] });
  expect(await mine(first)).toMatchObject({ status: 'DECLINED' });
  expect(await mine(second)).toMatchObject({ status: 'EXPIRED' });
  const asked = { userId: second, reservationId: expired, idempotencyKey: 'too-late-1' };
  const turn = await admitted(stores, show, second);
  expect(await outcomeOf(pay(stores.db, { ...asked, turn }))).toBe('HOLD_EXPIRED');
  const penalty = await stores.db.buyer.findFirst({ where: { userId: second } });
  expect((penalty?.holdPenaltyUntil ?? new Date()).getTime()).toBeLessThanOrEqual(Date.now());
  expect((await mine(third))?.earlierOffers).toMatchObject([
    { number: 2, seats: 1, outcome: 'EXPIRED' },
    { number: 1, seats: 1, outcome: 'DECLINED' },
  ]);
});

test('who may join: an open sale, too few suitable seats at each date, and room for the party', async () => {
  const show = await soldOut([1]);
  const { concertId, performanceId } = show;
  const userId = await aPerson(stores.db);
  const joining = (terms: Partial<JoinWaitlistInput>) => outcomeOf(wish(show, terms, userId));
  expect(await joining({})).toBe('SEATS_FREE');
  expect(await joining({ performances: [performanceId + 1_000] })).toBe('NOT_FOUND');
  expect(await joining({ grades: ['Z'] })).toBe('NOT_FOUND');
  expect(await joining({ priceMax: 49_999 })).toBe('NOT_FOUND');
  expect(await outcomeOf(wish({ ...show, concertId: concertId + 1_000 }))).toBe('NOT_FOUND');
  const set = (data: { maxSeats?: number; opensAt?: Date; closesAt?: Date | null }) =>
    stores.db.concert.update({ where: { id: concertId }, data });
  await set({ maxSeats: 1 });
  expect(await refusalOf(wish(show, { party: 2 }))).toMatchObject({ details: { limit: 1 } });
  await set({ maxSeats: 4, opensAt: new Date(Date.now() + 60_000) });
  expect(await joining({ party: 2 })).toBe('SALE_NOT_OPEN');
  await set({ opensAt: new Date(Date.now() - 60_000), closesAt: new Date(Date.now() - 1_000) });
  expect(await joining({ party: 2 })).toBe('SALE_CLOSED');
  await set({ closesAt: null });
  expect(await joining({ party: 2 })).toBe('done');
  expect(await joining({})).toBe('SEATS_FREE');
});

test('a change keeps the rank only if it narrows the wish', async () => {
  const show = await soldOut();
  const { performanceId } = show;
  const { userId, waitlistId } = await wish(show, { party: 2, together: false });
  await wish(show);
  const change = (terms: Partial<JoinWaitlistInput>) => wish(show, terms, userId);
  expect(await change({ party: 2, together: true })).toMatchObject({ waitlistId, rank: 1 });
  const narrow = { party: 2, performances: [performanceId], grades: ['R'], priceMax: 60_000 };
  expect(await change(narrow)).toMatchObject({ waitlistId, rank: 1 });
  expect(await change({ ...narrow, priceMax: 70_000 })).toMatchObject({ waitlistId, rank: 2 });
  const kinds = await stores.db.waitlistDecision.findMany({ where: { wishId: waitlistId } });
  expect(kinds.map(({ kind }) => kind)).toEqual(['JOINED', 'CHANGED', 'CHANGED', 'CHANGED']);
});

test('only suitable seats that became free after the wish are offered to it', async () => {
  const show = await soldOut([1, 2, 3, 4]);
  const { performanceId } = show;
  await stores.db.seat.updateMany({
    where: { performanceId, number: { lte: 2 } },
    data: { grade: 'V', priceKrw: 90_000n },
  });
  const holders = [await held(show, [1]), await held(show, [2]), await held(show, [3])];
  await (await held(show, [4])).free();
  const cheap = await wish(show, { party: 2, together: false, priceMax: 60_000 });
  const grand = await wish(show, { grades: ['V'] });
  await holders[2]?.free();
  await offerFreedSeats(stores.db);
  expect(await mine(cheap.userId)).toMatchObject({ offer: null, passedOver: 1 });
  await holders[0]?.free();
  await offerFreedSeats(stores.db);
  expect(await offerOf(grand.userId)).toMatchObject({ seats: [1], price: 90_000 });
  const turn = await admitted(stores, show);
  expect(await outcomeOf(hold(stores, turn, { performanceId, seats: [3, 4] }))).toBe('done');
});

test('a person with a hold at the concert is passed over and keeps the rank', async () => {
  const show = await soldOut([1, 2, 3]);
  const holder = await held(show, [1, 2]);
  const buyer = await held(show, [3]);
  const first = await wish(show, {}, buyer.userId);
  const second = await wish(show);
  await release(stores.db, holder.userId, show.concertId, holder.reservationId, [1]);
  await offerFreedSeats(stores.db);
  expect(await offerOf(second.userId)).toMatchObject({ seats: [1] });
  expect(await mine(first.userId)).toMatchObject({ status: 'WAITING', rank: 1, passedOver: 0 });
  const passes = { wishId: first.waitlistId, kind: 'PASSED_OVER' as const };
  expect(await stores.db.waitlistDecision.findMany({ where: passes })).toMatchObject([
    { reason: 'HELD' },
  ]);
  await buyer.free();
  await offerFreedSeats(stores.db);
  expect(await offerOf(first.userId)).toMatchObject({ seats: [3] });
});

test('a wish passed over three times for too few seats collects, for ten minutes at most', async () => {
  const show = await soldOut([1, 2, 3, 4, 5, 6]);
  const holders = await heldEach(show, [1, 2, 3, 4, 5, 6]);
  const pair = await wish(show, { party: 2 });
  const singles = [await wish(show), await wish(show), await wish(show)];
  const freeNext = async () => {
    await holders.shift()?.free();
    await offerFreedSeats(stores.db);
  };
  for (const { userId } of singles) {
    await freeNext();
    expect(await offerOf(userId)).not.toBeNull();
  }
  expect(await mine(pair.userId)).toMatchObject({ passedOver: 3, isCollecting: true, rank: 1 });
  const later = await wish(show);
  await freeNext();
  expect([await offerOf(pair.userId), await offerOf(later.userId)]).toEqual([null, null]);
  expect(await stateOf(show, 4, later.userId)).toBe('held');
  const kept = { performanceId: show.performanceId, number: 4 };
  const age = (ms: number) => stores.db.$executeRaw`
    UPDATE seats SET freed_at = freed_at - make_interval(secs => ${ms / 1000}::float8)
    WHERE performance_id = ${kept.performanceId} AND number = ${kept.number}`;
  const madeEarlier = (ms: number) => stores.db.$executeRaw`
    UPDATE wishes SET made_at = made_at - make_interval(secs => ${ms / 1000}::float8),
      considered_at = considered_at - make_interval(secs => ${ms / 1000}::float8)
    WHERE concert_id = ${show.concertId}`;
  await madeEarlier(collectMsMax);
  await age(collectMsMax);
  await offerFreedSeats(stores.db);
  expect(await offerOf(later.userId)).toMatchObject({ seats: [4] });
  expect(await mine(pair.userId)).toMatchObject({ passedOver: 0, isCollecting: false, rank: 1 });
  await freeNext();
  await freeNext();
  await offerFreedSeats(stores.db);
  expect(await mine(pair.userId)).toMatchObject({ passedOver: 2, offer: null });
});

test('a collecting wish gets its seats, and one wish per date collects', async () => {
  const show = await soldOut([1, 2, 3, 4, 5]);
  const holders = await heldEach(show, [1, 3, 5, 4]);
  const [first, second] = [await wish(show, { party: 2 }), await wish(show, { party: 2 })];
  for (let pass = 0; pass < 2; pass++) {
    await holders.shift()?.free();
    await offerFreedSeats(stores.db);
  }
  await stores.db
    .$executeRaw`UPDATE wishes SET passed_over = 2 WHERE concert_id = ${show.concertId}`;
  await holders.shift()?.free();
  await offerFreedSeats(stores.db);
  expect(await mine(first.userId)).toMatchObject({ isCollecting: true });
  expect(await mine(second.userId)).toMatchObject({ passedOver: 3, isCollecting: false });
  await holders.shift()?.free();
  await offerFreedSeats(stores.db);
  const turn = await admitted(stores, show);
  const next = await aHolder(stores, { show, seats: [5] });
  await release(stores.db, next.userId, show.concertId, next.reservationId);
  await offerFreedSeats(stores.db);
  expect(await offerOf(first.userId)).toMatchObject({ seats: [4, 5] });
  const taking = { performanceId: show.performanceId, seats: [4] };
  expect(await outcomeOf(hold(stores, turn, taking))).toBe('SEAT_TAKEN');
});

test('a wish ends when its sale closes or its party no longer fits, and its seats return to sale', async () => {
  const show = await soldOut([1, 2, 3]);
  const holder = await held(show, [1]);
  const buyer = await held(show, [2, 3]);
  const wishOfBuyer = await wish(show, { party: 2 }, buyer.userId);
  await charge(stores.db, buyer.userId, { amount: 100_000, idempotencyKey: 'first-charge' });
  await stores.db.concert.update({ where: { id: show.concertId }, data: { maxSeats: 3 } });
  const { userId, reservationId } = buyer;
  const turn = await admitted(stores, show, userId);
  await pay(stores.db, { userId, reservationId, turn, idempotencyKey: 'buy-them-1' });
  await endWishes(stores.db);
  expect(await mine(userId)).toMatchObject({ status: 'ENDED', waitlistId: wishOfBuyer.waitlistId });
  const other = await wish(show);
  const seat = { performanceId: show.performanceId, number: 1 };
  const isWaited = async () =>
    (await stores.db.seat.findUnique({ where: { performanceId_number: seat } }))?.waited;
  expect(await isWaited()).toBe(true);
  await leaveWaitlist(stores.db, other.userId, other.waitlistId);
  await leaveWaitlist(stores.db, other.userId, other.waitlistId);
  expect(await outcomeOf(leaveWaitlist(stores.db, userId, other.waitlistId))).toBe('NOT_FOUND');
  await holder.free();
  await offerFreedSeats(stores.db);
  await endWishes(stores.db);
  expect(await isWaited()).toBe(false);
  const closing = await wish(show, { party: 2 });
  await stores.db.concert.update({
    where: { id: show.concertId },
    data: { closesAt: new Date(Date.now() - 1_000) },
  });
  await endWishes(stores.db);
  const reasons = { wishId: closing.waitlistId, kind: 'ENDED' as const };
  expect(await stores.db.waitlistDecision.findMany({ where: reasons })).toMatchObject([
    { reason: 'SALE_CLOSED' },
  ]);
});

test('leaving with an open offer declines it, and the seat goes on', async () => {
  const show = await soldOut([1]);
  const holder = await held(show, [1]);
  const [first, second] = [await wish(show), await wish(show)];
  await holder.free();
  await offerFreedSeats(stores.db);
  await leaveWaitlist(stores.db, first.userId, first.waitlistId);
  await offerFreedSeats(stores.db);
  expect(await mine(first.userId)).toMatchObject({ status: 'DECLINED', rank: null });
  expect(await wishesOf(stores.db, first.userId)).toEqual([]);
  expect(await offerOf(second.userId)).toMatchObject({ seats: [1] });
});
