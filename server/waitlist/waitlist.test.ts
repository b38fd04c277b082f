import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import pg from 'pg';
import { audit } from '../audit/audit.ts';
import { pay, payAndLeave } from '../payment/payment.ts';
import { extend, hold, release, seats, sweep } from '../seating/seating.ts';
import { charge } from '../wallet/wallet.ts';
import { aPerformance, aPerson, expireHold, type PerformanceIds } from '#tests/support/factories.ts';
import { admitted, aHolder, outcomeOf, refusalOf } from '#tests/support/people.ts';
import { testStores, type TestStores } from '#tests/support/stores.ts';
import { collectMsMax } from './decide.ts';
import { endWishes, joinWaitlist, leaveWaitlist, offerFreedSeats, wishesOf } from './waitlist.ts';
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

/** Makes seats available to the test's holders, before anyone waits. */
async function unblock({ performanceId }: PerformanceIds, numbers: number[]): Promise<void> {
  const where = { performanceId, number: { in: numbers } };
  await stores.db.seat.updateMany({ where, data: { blockedReason: null } });
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

const mine = async (userId: string) => (await wishesOf(stores.db, userId))[0];
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
  await expireHold(stores.db, reservationId);
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
  await expireHold(stores.db, expired);
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
