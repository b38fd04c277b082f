import { afterAll, beforeAll, expect, test } from 'vitest';
import { voidTicket } from '../admin/void-ticket.ts';
import { cancelPerformance, movePerformance, refundCancelledDates } from '../concert/concert.ts';
import { loadSql } from '../database/load-sql.ts';
import { rows } from '../database/transaction.ts';
import { admit, findAtDoor } from '../door/door.ts';
import { cancel, pay, refund } from '../payment/payment.ts';
import { personOf } from '../people/people.ts';
import { reservationOf } from '../reservation/reservation.ts';
import { lockBuyer } from '../seating/seating.ts';
import { balance } from '../wallet/wallet.ts';
import { auditNow } from '#tests/support/database-state.ts';
import { aPerformance, aPerson, type PerformanceIds } from '#tests/support/factories.ts';
import { aHolder, gate, outcomeOf, refusalOf, tally } from '#tests/support/people.ts';
import { versionOf } from '#tests/support/staff-world.ts';
import { testStores, type TestStores } from '#tests/support/stores.ts';
import { trpcCallerOf } from '#tests/support/trpc-caller.ts';
import { accept, give, giftsToAccept, returnGift } from './gift.ts';

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

/** Creates a user who has paid 50,000 won for each of these seats. */
async function aGiver(seats = [1, 2], show?: PerformanceIds) {
  const money = seats.length * 50_000;
  const holder = await aHolder(stores, { seats, money, ...(show && { show }) });
  const { userId, reservationId } = holder;
  const { paymentId, tickets } = await pay(stores.db, { ...holder, idempotencyKey: 'bought-it' });
  const ticketOf = (seat: number) =>
    tickets.find((ticket) => ticket.seat === seat)?.ticketId ?? Number.NaN;
  return { ...holder, userId, reservationId, paymentId, ticketOf };
}
type Giver = Awaited<ReturnType<typeof aGiver>>;

async function aFriend(isVerified = true): Promise<{ userId: string; email: string }> {
  const userId = await aPerson(stores.db);
  const { email } = await stores.db.user.update({
    where: { id: userId },
    data: { emailVerifiedAt: isVerified ? new Date() : null },
  });
  return { userId, email };
}

let keys = 0;
const newKey = () => `a-key-${String(++keys).padStart(6, '0')}`;
const giving = (giver: Pick<Giver, 'userId'>, ticketId: number, email: string, key = newKey()) =>
  give(stores.db, giver.userId, { ticketId, email, idempotencyKey: key });
const detailsOf = (userId: string, id: number) => reservationOf(stores.db, userId, id);

/** Creates a gift of seat 1 to a friend. */
async function anOpenGift(seats = [1, 2]) {
  const giver = await aGiver(seats);
  const friend = await aFriend();
  const { giftId } = await giving(giver, giver.ticketOf(1), friend.email);
  const accepting = () => accept(stores.db, friend.userId, giftId);
  return { giver, friend, giftId, accepting };
}
async function anAcceptedGift(seats = [1, 2]) {
  const gift = await anOpenGift(seats);
  return { ...gift, receivedId: await gift.accepting() };
}
let scans = 0;
const scanning = ({ performanceId }: PerformanceIds, code: string) =>
  admit(stores, staffId, {
    performanceId,
    code,
    deviceId: 'device-1',
    scanId: `scan-${String(++scans).padStart(8, '0')}`,
  });
const codeOf = async (userId: string, reservationId: number, seat: number) => {
  const { tickets } = await detailsOf(userId, reservationId);
  return tickets.find((ticket) => ticket.seat === seat)?.token ?? '';
};

test('a gift changes nothing until it is accepted, and then moves the ticket with a new code', async () => {
  const { giver, friend, giftId, accepting } = await anOpenGift();
  const { userId, reservationId, show } = giver;
  const code = await codeOf(userId, reservationId, 1);
  expect(await detailsOf(userId, reservationId)).toMatchObject({
    seats: [1, 2],
    given: [{ giftId, seat: 1, email: friend.email, state: 'OPEN' }],
  });
  expect(await giftsToAccept(stores.db, friend.userId)).toMatchObject([
    { giftId, from: 'A person', seat: 1, grade: 'R', performanceId: show.performanceId },
  ]);

  const receivedId = await accepting();
  const received = await detailsOf(friend.userId, receivedId);
  expect(received).toMatchObject({
    status: 'PAID',
    seats: [1],
    price: 50_000,
    isGift: true,
    payment: null,
    holder: 'A person',
    tickets: [{ ticketId: giver.ticketOf(1), seat: 1, voided: false }],
    refundIfCancelled: { amount: 50_000, fee: 0 },
  });
  expect(await detailsOf(userId, reservationId)).toMatchObject({
    status: 'PAID',
    seats: [2],
    price: 50_000,
    isGift: false,
    tickets: [{ seat: 2 }],
    given: [{ state: 'ACCEPTED' }],
    calendar: { sequence: 1 },
  });
  const { performanceId } = show;
  const find = (text: string) => findAtDoor(stores, staffId, { performanceId, code: text });
  const { token, shortCode } = received.tickets[0] ?? {};
  expect((await find(code)).state).toBe('VOID');
  expect((await find(token ?? '')).state).toBe('VALID');
  expect((await find(shortCode ?? '')).state).toBe('VALID');
  expect(await giftsToAccept(stores.db, friend.userId)).toEqual([]);
  expect(await accepting()).toBe(receivedId);
  expect([await noticesOf(friend.userId), await noticesOf(userId)]).toEqual([
    ['GIFT_OFFERED'],
    ['GIFT_ACCEPTED'],
  ]);
  expect(await breaches()).toEqual([]);
});

test('a payer who gives every ticket keeps a reservation without seats, and a received ticket can be given on', async () => {
  const { giver, friend, receivedId } = await anAcceptedGift([1]);
  expect(await detailsOf(giver.userId, giver.reservationId)).toMatchObject({
    status: 'PAID',
    seats: [],
    price: 0,
    tickets: [],
    refundIfCancelled: null,
  });
  const next = await aFriend();
  const { giftId } = await giving(friend, giver.ticketOf(1), next.email);
  const nextId = await accept(stores.db, next.userId, giftId);
  expect(await detailsOf(friend.userId, receivedId)).toMatchObject({ seats: [], tickets: [] });
  const back = await giving(next, giver.ticketOf(1), friend.email);
  const backId = await accept(stores.db, friend.userId, back.giftId);
  expect(await detailsOf(friend.userId, backId)).toMatchObject({ seats: [1] });
  for (const [userId, reservationId] of [
    [giver.userId, giver.reservationId],
    [friend.userId, receivedId],
    [next.userId, nextId],
  ] as const) {
    const request = { userId, reservationId, idempotencyKey: newKey() };
    expect(await outcomeOf(cancel(stores.db, request))).toBe('NOT_HELD');
  }
  expect(await breaches()).toEqual([]);
});

test('a refund of a given ticket goes to its payer, also one that its receiver cancels, with the fee of the payment', async () => {
  const { giver, friend, receivedId } = await anAcceptedGift();
  const { userId, reservationId, show } = giver;
  const startsAt = new Date(Date.now() + 5 * 86_400_000);
  const times = { startsAt, endsAt: new Date(startsAt.getTime() + 7_200_000) };
  await stores.db.performance.update({ where: { id: show.performanceId }, data: times });
  const asPayer = { userId, reservationId, seats: [1], idempotencyKey: newKey() };
  expect(await outcomeOf(cancel(stores.db, asPayer))).toBe('NOT_HELD');
  const asFriend = { userId: friend.userId, reservationId: receivedId, idempotencyKey: newKey() };
  expect(await outcomeOf(cancel(stores.db, { ...asFriend, seats: [2] }))).toBe('NOT_FOUND');
  const refunded = await cancel(stores.db, asFriend);
  expect(refunded).toMatchObject({ seats: [1], amount: 40_000, fee: 10_000, balance: null });
  expect(await cancel(stores.db, asFriend)).toEqual(refunded);
  expect([await balanceOf(userId), await balanceOf(friend.userId)]).toEqual([40_000, 0]);
  expect(await detailsOf(friend.userId, receivedId)).toMatchObject({
    status: 'CANCELLED',
    refunds: [{ seats: [1], amount: 40_000 }],
    tickets: [{ seat: 1, voided: true, token: null }],
  });
  expect(await noticesOf(userId)).toContain('GIFT_REFUNDED');
  expect(await breaches()).toEqual([]);
});

test('staff refund a payment with given tickets at once, and void or find them at their owners', async () => {
  const { giver, friend, receivedId } = await anAcceptedGift();
  const { userId, paymentId, reservationId } = giver;
  await voidTicket(stores.db, staffId, { ticketId: giver.ticketOf(1), reason: 'lost' });
  expect(await noticesOf(friend.userId)).toContain('TICKET_VOIDED');
  const everything = { readable: 'all', managed: 'all', revealable: 'all' } as const;
  const seen = async (id: string) =>
    (await personOf(stores, staffId, { userId: id }, everything)).reservations;
  expect(await seen(friend.userId)).toMatchObject([
    { reservationId: receivedId, isGift: true, payment: { paymentId }, tickets: [{ seat: 1 }] },
  ]);
  expect(await seen(userId)).toMatchObject([
    {
      reservationId,
      isGift: false,
      tickets: [
        { seat: 1, reservationId: receivedId },
        { seat: 2, reservationId },
      ],
    },
  ]);
  const byStaff = { byUserId: staffId, paymentId, reason: 'a mistake', idempotencyKey: newKey() };
  expect(await refund(stores.db, byStaff)).toMatchObject({ amount: 100_000 });
  expect([await balanceOf(userId), await balanceOf(friend.userId)]).toEqual([100_000, 0]);
  expect((await detailsOf(friend.userId, receivedId)).status).toBe('CANCELLED');
  expect((await detailsOf(userId, reservationId)).status).toBe('CANCELLED');
  expect(await breaches()).toEqual([]);
});

test('a cancelled date refunds each payment once, notifies every owner, and a moved one gives new codes', async () => {
  const { giver, friend, receivedId } = await anAcceptedGift();
  const { show, userId } = giver;
  const { performanceId, concertId } = show;
  const before = await codeOf(friend.userId, receivedId, 1);
  const startsAt = new Date(Date.now() + 60 * 86_400_000).toISOString();
  const version = await versionOf(stores.db, concertId);
  await movePerformance(stores, staffId, { performanceId, version, startsAt, reason: 'rain' });
  const after = await codeOf(friend.userId, receivedId, 1);
  expect([before === after, await noticesOf(friend.userId)]).toEqual([
    false,
    ['GIFT_OFFERED', 'DATE_MOVED'],
  ]);
  const request = { performanceId, reason: 'rain', idempotencyKey: newKey() };
  expect(await cancelPerformance(stores, staffId, request)).toEqual({ refunds: 1 });
  expect((await detailsOf(friend.userId, receivedId)).tickets).toMatchObject([{ token: null }]);
  await refundCancelledDates(stores.db);
  expect([await balanceOf(userId), await balanceOf(friend.userId)]).toEqual([100_000, 0]);
  expect((await detailsOf(friend.userId, receivedId)).status).toBe('CANCELLED');
  expect(await breaches()).toEqual([]);
});

test('a used, void, refunded or past ticket is neither given nor accepted, and each refusal says why', async () => {
  const spoil: Record<string, (giver: Giver) => Promise<unknown>> = {
    USED: async (giver) => scanning(giver.show, await codeOf(giver.userId, giver.reservationId, 1)),
    VOID: (giver) =>
      voidTicket(stores.db, staffId, { ticketId: giver.ticketOf(1), reason: 'lost' }),
    REFUNDED: (giver) => cancel(stores.db, { ...giver, seats: [1], idempotencyKey: newKey() }),
    OVER: ({ show }) =>
      stores.db.performance.update({
        where: { id: show.performanceId },
        data: { startsAt: new Date(Date.now() - 1_000) },
      }),
  };
  for (const [reason, act] of Object.entries(spoil)) {
    const { giver, friend, accepting } = await anOpenGift();
    await act(giver);
    expect(await giftsToAccept(stores.db, friend.userId)).toEqual([]);
    const expected = { code: 'TICKET_CLOSED', details: { reason } };
    expect(await refusalOf(accepting())).toMatchObject(expected);
    const again = giving(giver, giver.ticketOf(1), 'someone@jari.example');
    expect(await refusalOf(again)).toMatchObject(expected);
  }
  const { giver } = await anOpenGift();
  const owner = await stores.db.user.findUniqueOrThrow({ where: { id: giver.userId } });
  expect((await refusalOf(giving(giver, giver.ticketOf(2), owner.email))).code).toBe('BAD_INPUT');
  const other = { userId: await aPerson(stores.db) };
  expect((await refusalOf(giving(other, giver.ticketOf(2), owner.email))).code).toBe('NOT_FOUND');
  expect((await refusalOf(giving(giver, giver.ticketOf(1), 'b@jari.example'))).code).toBe(
    'GIFT_OPEN',
  );
});

test('an unknown address gets the same answer, and only the verified account of an address accepts', async () => {
  const giver = await aGiver([1, 2]);
  const unknown = await giving(giver, giver.ticketOf(1), 'nobody@jari.example');
  const friend = await aFriend(false);
  const known = await giving(giver, giver.ticketOf(2), friend.email);
  expect([Object.keys(unknown), Object.keys(known)]).toEqual([['giftId'], ['giftId']]);
  const { giftId } = known;
  expect(await outcomeOf(accept(stores.db, friend.userId, giftId))).toBe('EMAIL_NOT_VERIFIED');
  for (const userId of [giver.userId, (await aFriend()).userId]) {
    expect(await outcomeOf(accept(stores.db, userId, giftId))).toBe('NOT_FOUND');
  }
  const other = (await aFriend()).userId;
  expect(await outcomeOf(returnGift(stores.db, other, giftId))).toBe('NOT_FOUND');
  const late = await stores.db.user.create({
    data: { email: 'nobody@jari.example', name: 'Late', emailVerifiedAt: new Date() },
  });
  const receivedId = await accept(stores.db, late.id, unknown.giftId);
  expect(await detailsOf(late.id, receivedId)).toMatchObject({ seats: [1], holder: 'Late' });
});

test('a repeated call of give offers the ticket once, and its key binds the address', async () => {
  const giver = await aGiver();
  const ticketId = giver.ticketOf(1);
  const first = await giving(giver, ticketId, 'a@jari.example', 'give-it-01');
  expect(await giving(giver, ticketId, 'a@jari.example', 'give-it-01')).toEqual(first);
  const other = giving(giver, ticketId, 'b@jari.example', 'give-it-01');
  expect(await outcomeOf(other)).toBe('IDEMPOTENCY_MISMATCH');
});

test('the giver withdraws, the addressee declines, and a gift expires after 72 hours', async () => {
  const { giver, friend, giftId, accepting } = await anOpenGift();
  const returning = (userId: string, id: number) => returnGift(stores.db, userId, id);
  const [row] = await stores.db.$queryRaw<{ hours: number }[]>`
    SELECT (extract(epoch FROM expires_at - created_at) / 3600)::float8 AS hours FROM gifts WHERE id = ${giftId}`;
  expect(row?.hours).toBeCloseTo(72, 3);
  for (let time = 0; time < 2; time++) expect(await returning(giver.userId, giftId)).toEqual({});
  expect(await refusalOf(accepting())).toMatchObject({
    code: 'GIFT_CLOSED',
    details: { state: 'WITHDRAWN' },
  });
  const second = await giving(giver, giver.ticketOf(1), friend.email);
  for (let time = 0; time < 2; time++)
    expect(await returning(friend.userId, second.giftId)).toEqual({});
  const declined = await refusalOf(returning(giver.userId, second.giftId));
  expect(declined.details).toEqual({ state: 'DECLINED' });

  const third = await giving(giver, giver.ticketOf(1), friend.email);
  await stores.db.$executeRaw`
    UPDATE gifts SET expires_at = clock_timestamp() WHERE id = ${third.giftId}`;
  const expired = { code: 'GIFT_CLOSED', details: { state: 'EXPIRED' } };
  expect(await refusalOf(accept(stores.db, friend.userId, third.giftId))).toMatchObject(expired);
  expect(await refusalOf(returning(giver.userId, third.giftId))).toMatchObject(expired);
  expect(await giftsToAccept(stores.db, friend.userId)).toEqual([]);
  const fourth = await giving(giver, giver.ticketOf(1), friend.email);
  const receivedId = await accept(stores.db, friend.userId, fourth.giftId);
  const { given } = await detailsOf(giver.userId, giver.reservationId);
  expect(given.map(({ state }) => state)).toEqual(['ACCEPTED', 'EXPIRED', 'DECLINED', 'WITHDRAWN']);
  expect(await returning(friend.userId, fourth.giftId).catch(() => 'refused')).toBe('refused');
  expect((await detailsOf(friend.userId, receivedId)).seats).toEqual([1]);
  expect(await noticesOf(friend.userId)).toContain('GIFT_WITHDRAWN');
  expect(await noticesOf(giver.userId)).toEqual(['GIFT_DECLINED', 'GIFT_ACCEPTED']);
});

test('the seat limit holds for the receiver, with held and paid seats', async () => {
  const show = await aPerformance(stores.db);
  const giver = await aGiver([1], show);
  const friend = await aFriend();
  await aHolder(stores, { show, seats: [11, 12, 13, 14], person: friend.userId });
  const { giftId } = await giving(giver, giver.ticketOf(1), friend.email);
  expect(await refusalOf(accept(stores.db, friend.userId, giftId))).toMatchObject({
    code: 'SEAT_LIMIT',
    details: { limit: 4 },
  });
  expect(await breaches()).toEqual([]);
});

test('a wheelchair seat is given alone, and neither it nor its companion seat without the other', async () => {
  const show = await aPerformance(stores.db);
  const { performanceId } = show;
  const at = (number: number) => ({ performanceId_number: { performanceId, number } });
  for (const number of [1, 3])
    await stores.db.seat.update({ where: at(number), data: { kind: 'WHEELCHAIR' } });
  await stores.db.seat.update({ where: at(2), data: { kind: 'COMPANION', companionOf: 1 } });
  const giver = await aGiver([1, 2, 3], show);
  for (const seat of [1, 2])
    expect(await refusalOf(giving(giver, giver.ticketOf(seat), 'a@jari.example'))).toMatchObject({
      code: 'COMPANION',
      details: { seats: [2] },
    });
  expect(await outcomeOf(giving(giver, giver.ticketOf(3), 'a@jari.example'))).toBe('done');
});

test('the procedures take the contract’s inputs, and need a signed-in caller', async () => {
  const giver = await aGiver();
  const friend = await aFriend();
  const by = (userId: string | null) => trpcCallerOf(stores, userId).call.ticket;
  const input = { ticketId: giver.ticketOf(1), email: friend.email, idempotencyKey: newKey() };
  expect(await outcomeOf(by(null).give(input))).toBe('NOT_SIGNED_IN');
  const { giftId } = await by(giver.userId).give({ ...input, email: friend.email.toUpperCase() });
  expect(await by(friend.userId).gifts()).toMatchObject([{ giftId }]);
  expect(await by(friend.userId).accept({ giftId })).toMatchObject({ seats: [1], isGift: true });
});

/** A way to change the ticket of seat 1 while its gift is open. */
type Way = (gift: Awaited<ReturnType<typeof anOpenGift>>, code: string) => Promise<unknown>;
const accepting: Way = (gift) => gift.accepting();
const cancelling: Way = ({ giver }) =>
  cancel(stores.db, { ...giver, seats: [1], idempotencyKey: newKey() });
const refunding: Way = ({ giver }) =>
  refund(stores.db, {
    byUserId: staffId,
    paymentId: giver.paymentId,
    seats: [1],
    reason: 'at once',
    idempotencyKey: newKey(),
  });
const entering: Way = async ({ giver }, code) => {
  const { state } = await scanning(giver.show, code);
  if (state !== 'VALID') throw new Error(state);
};
const withdrawing: Way = ({ giver, giftId }) => returnGift(stores.db, giver.userId, giftId);

/** Runs the ways at once, and returns how many of them succeeded. */
async function succeededOf(...ways: Way[]): Promise<number> {
  const gift = await anOpenGift();
  const code = await codeOf(gift.giver.userId, gift.giver.reservationId, 1);
  const done = await Promise.allSettled(ways.map((way) => way(gift, code)));
  return done.filter(({ status }) => status === 'fulfilled').length;
}

test('of an acceptance and a cancellation, a scan at the door or a withdrawal at once exactly one succeeds', async () => {
  for (let round = 0; round < 6; round++)
    for (const other of [cancelling, entering, withdrawing])
      expect(await succeededOf(accepting, other)).toBe(1);
  expect(await breaches()).toEqual([]);
});

test('a refund by staff and an acceptance at once refund the payer once, in either order', async () => {
  for (let round = 0; round < 6; round++) {
    const gift = await anOpenGift();
    await tally([gift.accepting(), refunding(gift, '')]);
    expect(await balanceOf(gift.giver.userId)).toBe(50_000);
  }
  expect(await breaches()).toEqual([]);
});

test('of a cancellation and a scan at the door at once exactly one succeeds, and a used ticket is not cancelled', async () => {
  for (let round = 0; round < 6; round++) expect(await succeededOf(cancelling, entering)).toBe(1);
  const gift = await anOpenGift();
  await entering(gift, await codeOf(gift.giver.userId, gift.giver.reservationId, 1));
  expect(await refusalOf(cancelling(gift, ''))).toMatchObject({
    code: 'TICKET_CLOSED',
    details: { reason: 'USED' },
  });
});

test('a gift that is accepted several times at once moves once, and two gifts of one seat limit obey it', async () => {
  const { giver, friend, accepting: once } = await anOpenGift();
  const ids = await Promise.all([once(), once(), once()]);
  expect(new Set(ids).size).toBe(1);
  const { giftId } = await giving(giver, giver.ticketOf(2), friend.email);
  const more = await aGiver([3, 4], giver.show);
  const third = await giving(more, more.ticketOf(3), friend.email);
  const fourth = await giving(more, more.ticketOf(4), friend.email);
  await stores.db.concert.update({
    where: { id: giver.show.concertId },
    data: { maxSeats: 2 },
  });
  const all = [giftId, third.giftId, fourth.giftId];
  expect(await tally(all.map((id) => accept(stores.db, friend.userId, id)))).toEqual({
    done: 1,
    SEAT_LIMIT: 2,
  });
  expect(await breaches()).toEqual([]);
});

type Gift = Awaited<ReturnType<typeof anOpenGift>>;
const acceptSql = loadSql(import.meta.url, './sql/accept-gift.sql');

/** Runs the statement of an acceptance at READ COMMITTED, without the checks of `accept`. */
const acceptingUnchecked = ({ giver, friend, giftId }: Gift, statement: string) =>
  stores.db.$transaction(
    async (tx) => {
      await lockBuyer(tx, friend.userId, giver.show.concertId);
      return rows(tx, statement, giftId, friend.userId);
    },
    { isolationLevel: 'ReadCommitted' },
  );
const isValidNow = async ({ giver }: Gift) =>
  (await codeOf(giver.userId, giver.reservationId, 1)) !== '';

test('negative control: an acceptance that checks before it locks moves a ticket that enters meanwhile', async () => {
  const checked = Promise.withResolvers<undefined>();
  const entered = Promise.withResolvers<undefined>();
  const checkThenAccept: Way = async (gift) => {
    expect(await isValidNow(gift)).toBe(true);
    checked.resolve(undefined);
    await entered.promise;
    await acceptingUnchecked(gift, acceptSql);
  };
  const enterBetween: Way = async (gift, code) => {
    await checked.promise;
    await entering(gift, code);
    entered.resolve(undefined);
  };
  expect(await succeededOf(checkThenAccept, enterBetween)).toBe(2);
});

test('negative control: a refund that checks the seat before it locks pays for a ticket that was given', async () => {
  const checked = gate(2);
  const checkThenRefund: Way = async (gift) => {
    expect(await isValidNow(gift)).toBe(true);
    await checked();
    const balanceKrw = { increment: 50_000 };
    await stores.db.account.update({
      where: { userId: gift.giver.userId },
      data: { balanceKrw },
    });
  };
  const acceptAfterwards: Way = async (gift) => {
    await checked();
    await gift.accepting();
  };
  expect(await succeededOf(checkThenRefund, acceptAfterwards)).toBe(2);
});

test('negative control: an acceptance that trusts its earlier read of the gift makes two reservations', async () => {
  const gift = await anOpenGift();
  await gift.accepting();
  const trusting = acceptSql
    .replace("g.state = 'OPEN' AND ", '')
    .replace('r.prices_krw[array_position(r.seats, t.seat_number)]', '50000::bigint')
    .replace(/ AND r\.id = coalesce\([^)]*\)/, '');
  await acceptingUnchecked(gift, trusting);
  const where = { userId: gift.friend.userId };
  expect(await stores.db.reservation.count({ where })).toBe(2);
  expect((await breaches()).map(({ check }) => check)).toContain('gifts');
});
