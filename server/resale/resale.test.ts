import { afterAll, beforeAll, expect, test } from 'vitest';
import { voidTicket } from '../admin/void-ticket.ts';
import { cancelPerformance, movePerformance, refundCancelledDates } from '../concert/concert.ts';
import { loadSql } from '../database/load-sql.ts';
import { rows } from '../database/transaction.ts';
import { admit, findAtDoor } from '../door/door.ts';
import { Refusal } from '../errors/refusal.ts';
import { accept, give } from '../gift/gift.ts';
import { cancel, pay, refund } from '../payment/payment.ts';
import { reservationOf } from '../reservation/reservation.ts';
import { release } from '../seating/seating.ts';
import { decide } from '../waitlist/decide.ts';
import { offerRound } from '../waitlist/offers.ts';
import type { JoinWaitlistInput } from '../waitlist/waitlist.schema.ts';
import { joinWaitlist, latestWish, leaveWaitlist, offerFreedSeats } from '../waitlist/waitlist.ts';
import { balance, charge } from '../wallet/wallet.ts';
import { mutated } from '#tests/mutants/mutations.ts';
import { auditNow } from '#tests/support/database-state.ts';
import { aPerformance, aPerson, type PerformanceIds } from '#tests/support/factories.ts';
import {
  aHolder,
  endHoldIn,
  hasExpired,
  outcomeOf,
  refusalOf,
  until,
} from '#tests/support/people.ts';
import { versionOf } from '#tests/support/staff-world.ts';
import { testStores, type TestStores } from '#tests/support/stores.ts';
import { trpcCallerOf } from '#tests/support/trpc-caller.ts';
import { handBack, takeBack } from './resale.ts';

let stores: TestStores;
let staffId: string;
beforeAll(async () => {
  stores = await testStores();
  staffId = await aPerson(stores.db, 'MANAGER');
});
afterAll(() => stores.close());

const breaches = async () => (await auditNow()).filter((finding) => finding.breaches > 0);
const balanceOf = async (userId: string) => (await balance(stores.db, userId)).balance;
const noticesOf = async (userId: string) =>
  (await stores.db.notice.findMany({ where: { userId }, orderBy: { id: 'asc' } })).map(
    ({ kind }) => kind,
  );
let keys = 0;
const newKey = () => `a-key-${String(++keys).padStart(6, '0')}`;
const noTurn = new Refusal('QUEUE_TOKEN_MISSING', {});

/** Creates a date whose seats other than `free` are blocked. */
async function soldOut(free: number[]): Promise<PerformanceIds> {
  const show = await aPerformance(stores.db);
  const where = { performanceId: show.performanceId, number: { notIn: free } };
  await stores.db.seat.updateMany({ where, data: { blockedReason: 'for the test' } });
  return show;
}

/** Creates a user who has paid 50,000 won for each of these seats of a date without free seats. */
async function anOwner(seats = [1], given?: PerformanceIds) {
  const show = given ?? (await soldOut(seats));
  const holder = await aHolder(stores, { seats, money: seats.length * 50_000, show });
  const { userId, reservationId } = holder;
  const { paymentId, tickets } = await pay(stores.db, { ...holder, idempotencyKey: 'bought-it' });
  const ticketOf = (seat: number) =>
    tickets.find((ticket) => ticket.seat === seat)?.ticketId ?? Number.NaN;
  return { ...holder, userId, reservationId, paymentId, ticketOf, show };
}
type Owner = Awaited<ReturnType<typeof anOwner>>;

const listing = (owner: Pick<Owner, 'userId'>, ticketId: number, key = newKey()) =>
  handBack(stores.db, owner.userId, { ticketId, idempotencyKey: key });

/** Makes a wish of a user with the money for it. */
async function aWish(
  { concertId }: PerformanceIds,
  terms: Partial<JoinWaitlistInput> = {},
  person?: string,
) {
  const userId = person ?? (await aPerson(stores.db));
  const any = { performances: 'any' as const, grades: 'any' as const, party: 1, together: true };
  const made = await joinWaitlist(stores.db, userId, { concertId, ...any, ...terms });
  if (person === undefined)
    await charge(stores.db, userId, { amount: 200_000, idempotencyKey: newKey() });
  const offer = async () => (await latestWish(stores.db, userId, concertId))?.offer ?? null;
  return { userId, concertId, ...made, offer };
}

/** Runs the round of a concert, and also considers listings that a round has just considered. */
const round = ({ concertId }: Pick<PerformanceIds, 'concertId'>, db = stores.db) =>
  offerRound(db, concertId);

/** Lists seat 1 and offers it to a wish. */
async function anOffer(seats = [1]) {
  const owner = await anOwner(seats);
  const code = await codeOf(owner, 1);
  const wish = await aWish(owner.show);
  await listing(owner, owner.ticketOf(1));
  await offerFreedSeats(stores.db);
  const { reservationId } = (await wish.offer()) ?? { reservationId: Number.NaN };
  const paying = () =>
    pay(stores.db, { userId: wish.userId, reservationId, turn: noTurn, idempotencyKey: newKey() });
  const declining = () => release(stores.db, wish.userId, wish.concertId, reservationId);
  return { owner, code, wish, offerId: reservationId, paying, declining };
}

const detailsOf = ({ userId, reservationId }: Pick<Owner, 'userId' | 'reservationId'>) =>
  reservationOf(stores.db, userId, reservationId);
const ticketAt = async (owner: Pick<Owner, 'userId' | 'reservationId'>, seat: number) =>
  (await detailsOf(owner)).tickets.find((ticket) => ticket.seat === seat);
async function codeOf(owner: Pick<Owner, 'userId' | 'reservationId'>, seat: number) {
  return (await ticketAt(owner, seat))?.token ?? '';
}
const stateAtDoor = async ({ performanceId }: PerformanceIds, code: string) =>
  (await findAtDoor(stores, staffId, { performanceId, code })).state;
let scans = 0;
const scanning = ({ performanceId }: PerformanceIds, code: string) =>
  admit(stores, staffId, {
    performanceId,
    code,
    deviceId: 'device-1',
    scanId: `scan-${String(++scans).padStart(8, '0')}`,
  });
const cancelling = (owner: Owner, seats = [1]) =>
  cancel(stores.db, { ...owner, seats, idempotencyKey: newKey() });
const refunding = ({ paymentId }: Owner, seats = [1]) =>
  refund(stores.db, {
    byUserId: staffId,
    paymentId,
    seats,
    reason: 'a mistake',
    idempotencyKey: newKey(),
  });
const voiding = (owner: Owner) =>
  voidTicket(stores.db, staffId, { ticketId: owner.ticketOf(1), reason: 'lost' });
const giving = (owner: Pick<Owner, 'userId'>, ticketId: number, email = 'friend@jari.example') =>
  give(stores.db, owner.userId, { ticketId, email, idempotencyKey: newKey() });
const stateOf = async (ticketId: number) =>
  (await stores.db.resale.findFirst({ where: { ticketId }, orderBy: { id: 'desc' } }))?.state;

test('a listed ticket stays valid without a wish, and its owner takes it back', async () => {
  const owner = await anOwner([1, 2]);
  const code = await codeOf(owner, 1);
  const by = (userId: string | null) => trpcCallerOf(stores, userId).call.ticket;
  const input = { ticketId: owner.ticketOf(1), idempotencyKey: newKey() };
  expect(await outcomeOf(by(null).handBack(input))).toBe('NOT_SIGNED_IN');
  for (let time = 0; time < 2; time++) expect(await by(owner.userId).handBack(input)).toEqual({});
  expect(await listing(owner, owner.ticketOf(1))).toEqual({});
  await offerFreedSeats(stores.db);
  expect(await ticketAt(owner, 1)).toMatchObject({ resale: 'LISTED', voided: false, token: code });
  expect((await ticketAt(owner, 2))?.resale).toBeNull();
  expect(await stateAtDoor(owner.show, code)).toBe('VALID');
  const ticketId = owner.ticketOf(1);
  for (let time = 0; time < 2; time++)
    expect(await by(owner.userId).takeBack({ ticketId })).toEqual({});
  expect(await ticketAt(owner, 1)).toMatchObject({ resale: null, token: code });
  expect(await stores.db.resale.count({ where: { ticketId } })).toBe(1);
  const wish = await aWish(owner.show);
  await round(owner.show);
  expect(await wish.offer()).toBeNull();
  expect(await breaches()).toEqual([]);
});

test('an offer voids the code, and its payment refunds the price without a fee in the same commit', async () => {
  const { owner, code, wish, offerId, paying } = await anOffer([1, 2]);
  const { userId, reservationId, show } = owner;
  const ticketId = owner.ticketOf(1);
  expect(await wish.offer()).toMatchObject({ seats: [1], price: 50_000 });
  expect(await stateAtDoor(show, code)).toBe('VOID');
  expect(await ticketAt(owner, 1)).toMatchObject({ resale: 'OFFERED', token: null });
  for (const act of [
    () => listing(owner, ticketId),
    () => takeBack(stores.db, userId, ticketId),
    () => cancelling(owner),
    () => refunding(owner),
    () => voiding(owner),
    () => giving(owner, ticketId),
  ])
    expect(await outcomeOf(act())).toBe('OFFERED');
  expect(await breaches()).toEqual([]);

  expect(await paying()).toMatchObject({ amount: 50_000, offer: true });
  expect([await balanceOf(userId), await balanceOf(wish.userId)]).toEqual([50_000, 150_000]);
  expect(await detailsOf(owner)).toMatchObject({
    status: 'PAID',
    seats: [2],
    refunds: [{ seats: [1], amount: 50_000, fee: 0 }],
    tickets: [
      { seat: 1, token: null, resale: null },
      { seat: 2, voided: false },
    ],
  });
  expect(await noticesOf(userId)).toEqual(['HANDED_BACK']);
  const events = await stores.db.noticeEvent.findMany({ where: { userId, reservationId } });
  expect(events.map(({ kind }) => kind)).not.toContain('REFUNDED');
  const [bought] = (await detailsOf({ userId: wish.userId, reservationId: offerId })).tickets;
  expect(await stateAtDoor(show, bought?.token ?? '')).toBe('VALID');
  expect(await stateAtDoor(show, code)).toBe('VOID');
  expect(await stateOf(ticketId)).toBe('SOLD');
  expect(await breaches()).toEqual([]);
});

test('a resold last seat cancels the reservation, and the buyer hands the seat back again', async () => {
  const { owner, wish, offerId, paying } = await anOffer();
  const { tickets } = await paying();
  expect(await detailsOf(owner)).toMatchObject({ status: 'CANCELLED', seats: [1] });
  const next = await aWish(owner.show);
  await listing(wish, tickets[0]?.ticketId ?? 0);
  await round(owner.show);
  const { reservationId } = (await next.offer()) ?? { reservationId: 0 };
  const request = { userId: next.userId, reservationId, turn: noTurn, idempotencyKey: newKey() };
  await pay(stores.db, request);
  expect(await Promise.all([owner, wish, next].map(({ userId }) => balanceOf(userId)))).toEqual([
    50_000, 200_000, 150_000,
  ]);
  const status = async (userId: string, id: number) =>
    (await detailsOf({ userId, reservationId: id })).status;
  expect(await status(wish.userId, offerId)).toBe('CANCELLED');
  expect(await status(next.userId, reservationId)).toBe('PAID');
  expect(await breaches()).toEqual([]);
});

test('a declined or expired offer returns the seat with a new code, and the next wish gets the offer', async () => {
  const acts: ((offer: Awaited<ReturnType<typeof anOffer>>) => Promise<unknown>)[] = [
    ({ declining }) => declining(),
    ({ wish }) => leaveWaitlist(stores.db, wish.userId, wish.waitlistId),
    async ({ offerId }) => {
      await endHoldIn(stores, offerId, 0);
      await until(() => hasExpired(stores, offerId));
      await offerFreedSeats(stores.db);
    },
  ];
  for (const end of acts) {
    const offer = await anOffer();
    const { owner, code, paying } = offer;
    await end(offer);
    const ticket = await ticketAt(owner, 1);
    expect(ticket).toMatchObject({ resale: 'LISTED', voided: false });
    expect(ticket?.token).not.toBe(code);
    expect(await stateAtDoor(owner.show, code)).toBe('VOID');
    expect(await stateAtDoor(owner.show, ticket?.token ?? '')).toBe('VALID');
    expect(['HOLD_EXPIRED', 'NOT_HELD']).toContain(await outcomeOf(paying()));
    expect(await balanceOf(owner.userId)).toBe(0);
    const next = await aWish(owner.show);
    await round(owner.show);
    expect(await next.offer()).toMatchObject({ seats: [1], price: 50_000 });
    expect(await breaches()).toEqual([]);
  }
});

test('a lapsed offer holds its listed seat until it returns, although no wish waits', async () => {
  const { owner, offerId } = await anOffer();
  await endHoldIn(stores, offerId, 0);
  await until(() => hasExpired(stores, offerId));
  const other = aHolder(stores, { show: owner.show, seats: [1] });
  expect(await outcomeOf(other)).toBe('SEAT_TAKEN');
  await offerFreedSeats(stores.db);
  expect((await ticketAt(owner, 1))?.resale).toBe('LISTED');
  expect(await breaches()).toEqual([]);
});

test('a ticket that is used, void, refunded, past, given or of a closed sale is not handed back', async () => {
  const { db } = stores;
  const spoil: Record<string, (owner: Owner) => Promise<unknown>> = {
    USED: async (owner) => scanning(owner.show, await codeOf(owner, 1)),
    VOID: (owner) => voiding(owner),
    REFUNDED: (owner) => cancelling(owner),
    OVER: ({ show }) =>
      db.performance.update({
        where: { id: show.performanceId },
        data: { startsAt: new Date(Date.now() - 1_000) },
      }),
  };
  for (const [reason, act] of Object.entries(spoil)) {
    const owner = await anOwner([1, 2]);
    await act(owner);
    const refused = await refusalOf(listing(owner, owner.ticketOf(1)));
    expect(refused).toMatchObject({ code: 'TICKET_CLOSED', details: { reason } });
  }
  const owner = await anOwner([1, 2, 3, 4]);
  const { performanceId, concertId } = owner.show;
  const nonOwner = { userId: await aPerson(db) };
  expect(await outcomeOf(listing(nonOwner, owner.ticketOf(1)))).toBe('NOT_FOUND');
  expect(await outcomeOf(takeBack(db, nonOwner.userId, owner.ticketOf(1)))).toBe('NOT_FOUND');
  const { email, id: friendId } = await db.user.update({
    where: { id: await aPerson(db) },
    data: { emailVerifiedAt: new Date() },
  });
  const { giftId } = await giving(owner, owner.ticketOf(1), email);
  expect(await outcomeOf(listing(owner, owner.ticketOf(1)))).toBe('GIFT_OPEN');
  await accept(db, friendId, giftId);
  expect(await outcomeOf(listing(owner, owner.ticketOf(1)))).toBe('NOT_FOUND');
  await listing(owner, owner.ticketOf(2));
  expect(await refusalOf(giving(owner, owner.ticketOf(2)))).toMatchObject({
    code: 'TICKET_CLOSED',
    details: { reason: 'LISTED' },
  });
  const at = { performanceId_number: { performanceId, number: 3 } };
  await db.seat.update({ where: at, data: { kind: 'WHEELCHAIR' } });
  const wheelchair = await refusalOf(listing(owner, owner.ticketOf(3)));
  expect(wheelchair).toMatchObject({ code: 'COMPANION', details: { seats: [3] } });
  await db.concert.update({ where: { id: concertId }, data: { closesAt: new Date() } });
  expect(await outcomeOf(listing(owner, owner.ticketOf(4)))).toBe('SALE_CLOSED');
});

test('a scan, a void, a cancellation, a refund and a cancelled date end the listing', async () => {
  const acts: ((owner: Owner, code: string) => Promise<unknown>)[] = [
    async ({ show }, code) => expect((await scanning(show, code)).state).toBe('VALID'),
    (owner) => voiding(owner),
    (owner) => cancelling(owner),
    (owner) => refunding(owner),
    ({ show: { performanceId } }) =>
      cancelPerformance(stores, staffId, {
        performanceId,
        reason: 'rain',
        idempotencyKey: newKey(),
      }),
  ];
  for (const end of acts) {
    const owner = await anOwner([1, 2]);
    const code = await codeOf(owner, 1);
    await listing(owner, owner.ticketOf(1));
    await end(owner, code);
    expect(await stateOf(owner.ticketOf(1))).toBe('ENDED');
    expect(await takeBack(stores.db, owner.userId, owner.ticketOf(1))).toEqual({});
    await refundCancelledDates(stores.db);
    expect(await breaches()).toEqual([]);
  }
});

test('a date that is cancelled during an offer refunds the owner once, and the offer ends', async () => {
  const { owner, wish, paying } = await anOffer();
  const { performanceId } = owner.show;
  const request = { performanceId, reason: 'rain', idempotencyKey: newKey() };
  expect(await cancelPerformance(stores, staffId, request)).toEqual({ refunds: 1 });
  expect(await ticketAt(owner, 1)).toMatchObject({ token: null, resale: null });
  expect(await outcomeOf(paying())).toBe('NOT_HELD');
  await refundCancelledDates(stores.db);
  expect([await balanceOf(owner.userId), await balanceOf(wish.userId)]).toEqual([50_000, 200_000]);
  expect(await breaches()).toEqual([]);
});

test('a move of the date leaves the listing, and a move during an offer voids the returned codes', async () => {
  const { owner, code, declining } = await anOffer();
  const { performanceId, concertId } = owner.show;
  const startsAt = new Date(Date.now() + 60 * 86_400_000).toISOString();
  const version = await versionOf(stores.db, concertId);
  await movePerformance(stores, staffId, { performanceId, version, startsAt, reason: 'rain' });
  await declining();
  const ticket = await ticketAt(owner, 1);
  expect(ticket).toMatchObject({ resale: 'LISTED', voided: false });
  expect(await stateAtDoor(owner.show, ticket?.token ?? '')).toBe('VALID');
  expect(await stateAtDoor(owner.show, code)).toBe('VOID');
  expect(await breaches()).toEqual([]);
});

test('a received ticket is handed back by its owner, and its price goes to the payer', async () => {
  const owner = await anOwner();
  const { id: friendId, email } = await stores.db.user.update({
    where: { id: await aPerson(stores.db) },
    data: { emailVerifiedAt: new Date() },
  });
  const { giftId } = await giving(owner, owner.ticketOf(1), email);
  const receivedId = await accept(stores.db, friendId, giftId);
  const wish = await aWish(owner.show);
  await listing({ userId: friendId }, owner.ticketOf(1));
  await round(owner.show);
  const { reservationId } = (await wish.offer()) ?? { reservationId: 0 };
  await pay(stores.db, {
    userId: wish.userId,
    reservationId,
    turn: noTurn,
    idempotencyKey: newKey(),
  });
  expect([await balanceOf(owner.userId), await balanceOf(friendId)]).toEqual([50_000, 0]);
  const received = await detailsOf({ userId: friendId, reservationId: receivedId });
  expect(received.status).toBe('CANCELLED');
  expect(await noticesOf(friendId)).toContain('HANDED_BACK');
  const events = await stores.db.noticeEvent.findMany({ where: { userId: owner.userId } });
  expect(events.map(({ kind }) => kind)).toContain('REFUNDED');
  expect(await breaches()).toEqual([]);
});

test('listed seats go to wishes in order with free ones, at the price paid, and never to their owner', async () => {
  const show = await soldOut([1, 2, 3]);
  const { performanceId, concertId } = show;
  const owner = await anOwner([1], show);
  const other = await anOwner([2], show);
  const holder = await aHolder(stores, { show, seats: [3] });
  const where = { performanceId, number: { in: [1, 2] } };
  await stores.db.seat.updateMany({ where, data: { grade: 'S', priceKrw: 40_000n } });
  const own = await aWish(show, { grades: ['S'] }, owner.userId);
  const poor = await aWish(show, { priceMax: 40_000 });
  const next = await aWish(show, { priceMax: 50_000 });
  const pair = await aWish(show, { party: 2, together: false });
  await listing(owner, owner.ticketOf(1));
  await offerFreedSeats(stores.db);
  expect(await own.offer()).toBeNull();
  expect(await next.offer()).toMatchObject({ seats: [1], price: 50_000 });
  await listing(other, other.ticketOf(2));
  await release(stores.db, holder.userId, concertId, holder.reservationId);
  await round(show);
  expect(await own.offer()).toMatchObject({ seats: [2], price: 50_000 });
  expect([await poor.offer(), await pair.offer()]).toEqual([null, null]);
  await release(stores.db, owner.userId, concertId, (await own.offer())?.reservationId ?? 0);
  await round(show);
  await round(show);
  expect(await stateOf(other.ticketOf(2))).toBe('LISTED');
  expect(await breaches()).toEqual([]);
});

test('a collecting wish keeps a listed seat from later wishes for ten minutes, and the seat never enters general sale', () => {
  const at = (minutes: number) => new Date(minutes * 60_000);
  const seat = { performanceId: 1, seat: 1, grade: 'R', price: 1, row: null, column: null };
  const listed = { ...seat, kept: true, listed: true, freedAt: at(0), keptFrom: at(60) };
  const common = { room: 4, together: true, isHolding: false, seats: [seat] };
  const collecting = {
    ...common,
    wishId: 1,
    number: 1,
    userId: 'a',
    party: 2,
    passedOver: 3,
    consideredAt: at(0),
    collectsAtId: 1,
  };
  const later = { ...collecting, wishId: 2, number: 2, userId: 'b', party: 1, collectsAtId: null };
  const offersAt = (minutes: number) =>
    decide([collecting, later], [listed], [1], at(minutes)).offers.map(({ wishId }) => wishId);
  expect([offersAt(69), offersAt(70)]).toEqual([[], [2]]);
  expect(decide([], [listed], [], at(70)).toSale).toEqual([]);
  expect(decide([], [{ ...listed, listed: false }], [], at(70)).toSale).toHaveLength(1);
});

test('a party gets a listed and a free seat in one offer, which sells or returns the listed one', async () => {
  for (const isPaid of [true, false]) {
    const show = await soldOut([1, 2]);
    const owner = await anOwner([1], show);
    const holder = await aHolder(stores, { show, seats: [2] });
    const pair = await aWish(show, { party: 2 });
    await listing(owner, owner.ticketOf(1));
    await round(show);
    expect(await pair.offer()).toBeNull();
    await release(stores.db, holder.userId, show.concertId, holder.reservationId);
    await round(show);
    expect(await pair.offer()).toMatchObject({ seats: [1, 2], price: 100_000 });
    const reservationId = (await pair.offer())?.reservationId ?? 0;
    const { userId } = pair;
    if (isPaid)
      await pay(stores.db, { userId, reservationId, turn: noTurn, idempotencyKey: newKey() });
    else await release(stores.db, userId, show.concertId, reservationId);
    expect(await balanceOf(owner.userId)).toBe(isPaid ? 50_000 : 0);
    expect(await stateOf(owner.ticketOf(1))).toBe(isPaid ? 'SOLD' : 'LISTED');
    expect(await breaches()).toEqual([]);
  }
});

test('an account with a listed ticket is not deleted, also during an offer', async () => {
  const { owner } = await anOffer();
  // The deletion refuses with NOT_EMPTY unless this statement counts no ticket.
  const leftSql = loadSql(import.meta.url, '../privacy/sql/left-in-account.sql');
  expect(await rows(stores.db, leftSql, owner.userId)).toMatchObject([{ tickets: 1 }]);
});

/** Runs two acts at once, and returns their outcomes. */
const atOnce = (...acts: (() => Promise<unknown>)[]) =>
  Promise.all(acts.map((act) => outcomeOf(act())));

test('of a cancellation and a listing at once, the cancellation succeeds and no listing stays open', async () => {
  for (let time = 0; time < 6; time++) {
    const owner = await anOwner([1, 2]);
    const [cancelled, listed] = await atOnce(
      () => cancelling(owner),
      () => listing(owner, owner.ticketOf(1)),
    );
    expect(cancelled).toBe('done');
    expect(['done', 'TICKET_CLOSED']).toContain(listed);
    expect([undefined, 'ENDED']).toContain(await stateOf(owner.ticketOf(1)));
  }
  expect(await breaches()).toEqual([]);
});

/** Lists seat 1 for a waiting wish, before the round that offers it. */
async function aListing() {
  const owner = await anOwner();
  const code = await codeOf(owner, 1);
  const wish = await aWish(owner.show);
  await listing(owner, owner.ticketOf(1));
  return { owner, code, wish };
}
type Listing = Awaited<ReturnType<typeof aListing>>;
const entering = async ({ owner, code }: Listing) => {
  const { state } = await scanning(owner.show, code);
  if (state !== 'VALID') throw new Refusal('TICKET_CLOSED', { reason: 'VOID' });
};
const takingBack = ({ owner }: Listing) =>
  takeBack(stores.db, owner.userId, owner.ticketOf(1)).then(() => undefined);

test('of the start of an offer and a scan or a take-back at once exactly one succeeds', async () => {
  for (let time = 0; time < 6; time++)
    for (const act of [entering, takingBack]) {
      const listed = await aListing();
      const [other] = await atOnce(
        () => act(listed),
        () => round(listed.owner.show),
      );
      const isOffered = (await listed.wish.offer()) !== null;
      expect([other === 'done', isOffered]).toEqual([!isOffered, other !== 'done']);
    }
  expect(await breaches()).toEqual([]);
});

test('of the payment of an offer and its decline at once exactly one succeeds, and the money follows', async () => {
  for (let time = 0; time < 6; time++) {
    const { owner, wish, paying, declining } = await anOffer();
    const [paid, declined] = await atOnce(paying, declining);
    expect([paid, declined].filter((outcome) => outcome === 'done')).toHaveLength(1);
    const isSold = paid === 'done';
    expect(await stateOf(owner.ticketOf(1))).toBe(isSold ? 'SOLD' : 'LISTED');
    expect([await balanceOf(owner.userId), await balanceOf(wish.userId)]).toEqual(
      isSold ? [50_000, 150_000] : [0, 200_000],
    );
    expect((await codeOf(owner, 1)) === '').toBe(isSold);
  }
  expect(await breaches()).toEqual([]);
});

test('of the payment of an offer and its expiry exactly one succeeds', async () => {
  const outcomes = new Set<string>();
  for (const ms of [1, 10, 40, 2_000]) {
    const { owner, offerId, paying } = await anOffer();
    await endHoldIn(stores, offerId, ms);
    const [paid] = await atOnce(paying, () => offerFreedSeats(stores.db));
    await until(async () => paid === 'done' || (await hasExpired(stores, offerId)));
    await offerFreedSeats(stores.db);
    outcomes.add(paid ?? '');
    expect(await stateOf(owner.ticketOf(1))).toBe(paid === 'done' ? 'SOLD' : 'LISTED');
    expect(await balanceOf(owner.userId)).toBe(paid === 'done' ? 50_000 : 0);
  }
  expect(outcomes).toContain('done');
  expect(await breaches()).toEqual([]);
});

test('negative control: a listing that trusts its earlier check lists a cancelled ticket', async () => {
  const owner = await anOwner([1, 2]);
  expect((await ticketAt(owner, 1))?.token).not.toBeNull();
  await cancelling(owner);
  await stores.db.resale.create({
    data: {
      ticketId: owner.ticketOf(1),
      reservationId: owner.reservationId,
      performanceId: owner.show.performanceId,
      seatNumber: 1,
      priceKrw: 50_000n,
    },
  });
  expect(await stateOf(owner.ticketOf(1))).toBe('LISTED');
  expect((await breaches()).map(({ check }) => check)).toContain('resales');
  await stores.db.resale.deleteMany({ where: { ticketId: owner.ticketOf(1) } });
});

test('negative control: a round that trusts its earlier read of the listing offers a taken-back or used ticket', async () => {
  for (const act of [takingBack, entering]) {
    const listed = await aListing();
    const trusting = mutated(stores.db, {
      isolation: 'ReadCommitted',
      sql: [
        ["AND l.state = 'LISTED' ORDER BY l.id FOR UPDATE", 'ORDER BY l.id FOR UPDATE'],
        [
          "SET state = 'OFFERED', offer_id = offer.id",
          "SET state = 'OFFERED', closed_at = NULL, offer_id = offer.id",
        ],
      ],
    });
    const other: string[] = [];
    await offerRound(trusting.db, listed.owner.show.concertId, async (...given) => {
      other.push(await outcomeOf(act(listed)));
      return decide(...given);
    });
    expect(trusting.unmet()).toEqual([]);
    expect([other, (await listed.wish.offer()) !== null]).toEqual([['done'], true]);
    await leaveWaitlist(stores.db, listed.wish.userId, listed.wish.waitlistId);
  }
});

test('negative control: a refund that checks the offer before its lock pays for an offer that is declined', async () => {
  const { owner, wish, declining } = await anOffer();
  expect(await wish.offer()).not.toBeNull();
  await declining();
  const balanceKrw = { increment: 50_000 };
  await stores.db.account.update({ where: { userId: owner.userId }, data: { balanceKrw } });
  expect([await stateOf(owner.ticketOf(1)), await balanceOf(owner.userId)]).toEqual([
    'LISTED',
    50_000,
  ]);
  expect((await breaches()).map(({ check }) => check)).toContain('balances');
});
