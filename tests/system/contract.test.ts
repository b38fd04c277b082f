import { randomUUID } from 'node:crypto';
import { createDecoder } from 'fast-jwt';
import { expect, test } from 'vitest';
import { logKeyOf } from '#server/queue/redis/commands.ts';
import {
  call as callAt,
  type Fan,
  fanOf,
  type Reply,
  sessionCookieOf,
} from '../support/http-client.ts';
import { answers } from '../support/contract.ts';
import { aPerson, aPerformance, expireHold, type PerformanceIds } from '../support/factories.ts';
import { absentObjects, procedures, type World } from '../support/procedures.ts';
import { aHallPlan, concertsApart } from '../support/staff-world.ts';
import { testSite } from '../support/test-site.ts';

const { stores, instance } = testSite();

type Headers = Record<string, string>;

async function call(name: string, input?: unknown, headers: Headers = {}): Promise<Reply> {
  const reply = await callAt(instance.url, name, input, headers);
  expect(reply.text).not.toMatch(/"stack"|node_modules|\.ts:\d/);
  return reply;
}

/** Returns the status and refusal of a call, for example [409, {code, …details}]. */
async function refusal(name: string, input: unknown, headers: Headers = {}): Promise<unknown> {
  const reply = await call(name, input, headers);
  return [reply.status, reply.refusal];
}

const bearer = ({ accessToken }: Fan): Headers => ({ authorization: `Bearer ${accessToken}` });
const aFan = async (): Promise<Fan> => fanOf(await aPerson(stores.db));
const anAdmin = async (): Promise<Headers> => bearer(fanOf(await aPerson(stores.db, 'OWNER')));

/** Returns headers with the access token and queue token of an admitted user. */
async function admittedUser({ concertId }: PerformanceIds, fan?: Fan): Promise<Headers> {
  const signed = bearer(fan ?? (await aFan()));
  const { data } = await call('queue.join', { concertId }, signed);
  expect(data).toMatchObject({ state: 'ACTIVE' });
  return { ...signed, 'x-queue-token': (data as { token: string }).token };
}

const charged = (amount: number, headers: Headers) =>
  call('wallet.charge', { amount, idempotencyKey: 'first-money' }, headers);
async function held(
  { performanceId }: PerformanceIds,
  headers: Headers,
  seats = [1],
): Promise<number> {
  const { data } = await call('seating.hold', { performanceId, seats }, headers);
  return (data as { reservationId: number }).reservationId;
}

test('every procedure of the contract answers with the promised fields', async () => {
  const show = await aPerformance(stores.db);
  const me = await admittedUser(show);
  const admin = await anAdmin();
  const another = await admittedUser(show);
  await charged(100_000, another);
  const paid = await call(
    'payment.pay',
    { reservationId: await held(show, another, [9]), idempotencyKey: 'paid-before' },
    another,
  );
  const { paymentId, tickets } = paid.data as {
    paymentId: number;
    tickets: { ticketId: number }[];
  };
  const world: World = {
    ...show,
    reservationId: await held(show, me),
    paymentId,
    ticketId: tickets[0]?.ticketId ?? 0,
    heldId: await held(show, await admittedUser(show), [17]),
    guestId: await aPerson(stores.db),
    apart: await concertsApart(stores.db),
    planId: await aHallPlan(stores.db),
  };
  const seen: string[] = [];
  for (const [name, { who, input, replacesReservation }] of Object.entries(procedures)) {
    const answer = answers[name];
    if (answer === undefined) continue; // the contract does not include this procedure
    const { status, data } = await call(
      name,
      input?.(world),
      who === 'anyone' ? {} : who === 'admin' ? admin : me,
    );
    expect([name, status, answer.safeParse(data).error?.message]).toEqual([name, 200, undefined]);
    if (replacesReservation) world.reservationId = (data as World).reservationId;
    seen.push(name);
  }
  expect(seen.sort()).toEqual(Object.keys(answers).sort());
});

test('a queue token identifies its user and place, and is accepted as header, cookie and input', async () => {
  const { concertId } = await aPerformance(stores.db);
  const fan = await aFan();
  const { data } = await call('queue.join', { concertId }, bearer(fan));
  const { token } = data as { token: string };
  const { header, payload } = createDecoder({ complete: true })(token) as Record<
    'header' | 'payload',
    unknown
  >;
  expect(header).toMatchObject({ alg: 'HS256', kid: 'test' });
  expect(payload).toMatchObject({ sub: fan.userId, concertId, n: 1, aud: 'jari-queue' });
  expect(payload).toMatchObject({
    epoch: expect.any(Number) as unknown,
    jti: expect.any(String) as unknown,
  });
  const cookie = `jari-queue-${concertId}=${token}`;
  const ways: [unknown, Headers][] = [
    [{ concertId }, { 'x-queue-token': token }],
    [{ concertId }, { 'x-queue-token': token, ...bearer(fan) }],
    [{ concertId }, { cookie }],
    [{ token }, {}],
    [{ token }, bearer(fan)],
  ];
  for (const [input, headers] of ways)
    expect((await call('queue.status', input, headers)).data).toMatchObject({ state: 'ACTIVE' });
  expect(await refusal('queue.status', { concertId }, bearer(fan))).toEqual([
    401,
    { code: 'QUEUE_TOKEN_MISSING' },
  ]);
  expect(await refusal('queue.status', { concertId }, { ...bearer(fan), cookie })).toEqual([
    401,
    { code: 'QUEUE_TOKEN_MISSING' },
  ]);
  expect(await refusal('queue.status', { token: fan.accessToken })).toEqual([
    401,
    { code: 'QUEUE_TOKEN_INVALID' },
  ]);
  expect(await refusal('queue.status', { token }, bearer(await aFan()))).toEqual([
    403,
    { code: 'NOT_YOURS' },
  ]);
});

test('a join from a browser sets one HttpOnly cookie per concert, which later calls accept as the queue token', async () => {
  const show = await aPerformance(stores.db);
  const { concertId, performanceId } = show;
  const session = await sessionCookieOf(await aPerson(stores.db));
  const joined = await call('queue.join', { concertId }, { cookie: session, origin: instance.url });
  const [set = ''] = joined.headers.getSetCookie();
  expect(set).toMatch(new RegExp(`^jari-queue-${concertId}=ey`));
  expect(set).toMatch(/; HttpOnly/);
  expect(set).toMatch(/; SameSite=Lax/);
  expect(set).toMatch(/; Path=\//);
  const cookie = `${session}; ${set.split(';')[0] ?? ''}`;
  expect((await call('catalog.dates', { concertId }, { cookie })).status).toBe(200);
  expect((await call('seating.seats', { performanceId }, { cookie })).status).toBe(200);
  expect(await refusal('catalog.dates', { concertId }, { cookie: session })).toEqual([
    401,
    { code: 'QUEUE_TOKEN_MISSING' },
  ]);
  const other = await admittedUser(show);
  expect(
    await refusal(
      'catalog.dates',
      { concertId },
      { cookie, 'x-queue-token': other['x-queue-token'] ?? '' },
    ),
  ).toEqual([403, { code: 'NOT_YOURS' }]);
});

test('seats are refused by their state: taken, blocked, over the limit, extended too often, expired, released', async () => {
  const show = await aPerformance(stores.db);
  const { performanceId } = show;
  await stores.db.seat.update({
    where: { performanceId_number: { performanceId, number: 50 } },
    data: { blockedReason: 'camera' },
  });
  const [me, other] = [await admittedUser(show), await admittedUser(show)];
  await held(show, other, [7, 8]);
  const hold = (seats: number[]) => refusal('seating.hold', { performanceId, seats }, me);
  expect(await hold([6, 8, 7])).toEqual([409, { code: 'SEAT_TAKEN', seats: [7, 8] }]);
  expect(await hold([50])).toEqual([409, { code: 'SEAT_BLOCKED', seats: [50] }]);
  expect(await hold([1, 2, 3, 4, 5])).toEqual([409, { code: 'SEAT_LIMIT', limit: 4 }]);
  const reservationId = await held(show, me);
  const extend = () => refusal('seating.extend', { reservationId }, me);
  expect([await extend(), await extend(), await extend()]).toEqual([
    [200, undefined],
    [200, undefined],
    [409, { code: 'EXTEND_LIMIT' }],
  ]);
  await expireHold(stores.db, reservationId);
  expect(await extend()).toEqual([409, { code: 'HOLD_EXPIRED' }]);
  const next = await held(show, me);
  expect((await call('seating.release', { reservationId: next }, me)).data).toMatchObject({
    status: 'RELEASED',
  });
  expect((await call('seating.release', { reservationId: next }, me)).data).toMatchObject({
    status: 'RELEASED',
  });
  expect(await refusal('seating.extend', { reservationId: next }, me)).toEqual([
    409,
    { code: 'NOT_HELD' },
  ]);
});

test('a payment is checked in this order: stored reply, ownership, already paid, expired, turn, balance', async () => {
  const show = await aPerformance(stores.db);
  const [me, otherUser] = [await admittedUser(show), await admittedUser(show)];
  const reservationId = await held(show, me);
  const pay = (idempotencyKey: string, headers = me, id = reservationId) =>
    refusal('payment.pay', { reservationId: id, idempotencyKey }, headers);
  const withoutTurn = { authorization: me['authorization'] ?? '' };
  expect(await pay('the-first-key')).toEqual([
    409,
    { code: 'INSUFFICIENT_BALANCE', missing: 50_000 },
  ]);
  await charged(60_000, me);
  expect(await pay('the-first-key', otherUser)).toEqual([404, { code: 'NOT_FOUND' }]);
  expect(await pay('the-first-key', withoutTurn)).toEqual([401, { code: 'QUEUE_TOKEN_MISSING' }]);
  const paid = await call('payment.pay', { reservationId, idempotencyKey: 'the-first-key' }, me);
  expect(paid).toMatchObject({ status: 200, data: { amount: 50_000, balance: 10_000 } });
  for (const headers of [me, withoutTurn]) {
    const again = await call(
      'payment.pay',
      { reservationId, idempotencyKey: 'the-first-key' },
      headers,
    );
    expect(again).toMatchObject({ status: 200, data: paid.data });
    expect(await pay('another-key', headers)).toEqual([409, { code: 'ALREADY_PAID' }]);
    expect(await pay('the-first-key', headers, reservationId + 1)).toEqual([
      422,
      { code: 'IDEMPOTENCY_MISMATCH' },
    ]);
  }
  const late = await admittedUser(show);
  const lapsed = await held(show, late, [2]);
  await expireHold(stores.db, lapsed);
  expect(await pay('a-late-key', { authorization: late['authorization'] ?? '' }, lapsed)).toEqual([
    409,
    { code: 'HOLD_EXPIRED' },
  ]);
  expect(await refusal('seating.release', { reservationId }, me)).toEqual([
    409,
    { code: 'ALREADY_PAID' },
  ]);
  await call('reservation.cancel', { reservationId, idempotencyKey: 'give-it-back' }, me);
  expect(await pay('another-key')).toEqual([409, { code: 'NOT_HELD' }]);
});

test('the wallet enforces its limits, idempotency keys and the cancellation deadline', async () => {
  const show = await aPerformance(stores.db);
  const me = await admittedUser(show);
  const charge = (amount: number, idempotencyKey: string) =>
    refusal('wallet.charge', { amount, idempotencyKey }, me);
  for (let at = 0; at < 10; at++)
    expect(await charge(10_000_000, `charge-no-${at}`)).toEqual([200, undefined]);
  expect(await charge(1, 'one-too-many')).toEqual([409, { code: 'WALLET_LIMIT' }]);
  expect(await charge(2, 'charge-no-0')).toEqual([422, { code: 'IDEMPOTENCY_MISMATCH' }]);
  for (const amount of [0, -5, 10_000_001, 1.5])
    expect((await call('wallet.charge', { amount, idempotencyKey: 'some-key-1' }, me)).status).toBe(
      400,
    );
  const first = await call('wallet.history', { limit: 3 }, me);
  const { entries, nextCursor } = first.data as { entries: { id: number }[]; nextCursor: number };
  expect(entries).toHaveLength(3);
  const second = (await call('wallet.history', { limit: 3, cursor: nextCursor }, me)).data as {
    entries: { id: number }[];
  };
  expect(second.entries[0]?.id).toBeLessThan(entries[2]?.id ?? 0);
  const reservationId = await held(show, me);
  await call('payment.pay', { reservationId, idempotencyKey: 'pay-for-it' }, me);
  await stores.db.performance.update({
    where: { id: show.performanceId },
    data: { startsAt: new Date(Date.now() + 60_000) },
  });
  const cancel = { reservationId, idempotencyKey: 'cancel-late' };
  expect(await refusal('reservation.cancel', cancel, me)).toEqual([
    409,
    { code: 'TOO_LATE_TO_CANCEL' },
  ]);
});

test('the queue refuses joins before opening and after the end, and expires a place that was left', async () => {
  const { db } = stores;
  const me = bearer(await aFan());
  const early = await aPerformance(db);
  const opensAt = new Date(Date.now() + 3_600_000);
  await db.concert.update({
    where: { id: early.concertId },
    data: { opensAt, policyVersion: { increment: 1 } },
  });
  expect(await refusal('queue.join', { concertId: early.concertId }, me)).toEqual([
    409,
    { code: 'SALE_NOT_OPEN', opensAt: opensAt.toISOString() },
  ]);
  const over = await aPerformance(db);
  await db.performance.update({
    where: { id: over.performanceId },
    data: { startsAt: new Date(Date.now() - 60_000) },
  });
  expect(await refusal('queue.join', { concertId: over.concertId }, me)).toEqual([
    409,
    { code: 'SALE_CLOSED' },
  ]);
  const show = await aPerformance(db);
  const left = await admittedUser(show);
  expect((await call('queue.leave', { concertId: show.concertId }, left)).data).toEqual({});
  expect((await call('queue.status', { concertId: show.concertId }, left)).data).toMatchObject({
    state: 'EXPIRED',
    position: 0,
  });
  expect(await refusal('catalog.dates', { concertId: show.concertId }, left)).toEqual([
    403,
    { code: 'QUEUE_TOKEN_EXPIRED' },
  ]);
});

test('the token of a deleted user holds no seats, and does not block the ended places of others', async () => {
  const show = await aPerformance(stores.db);
  const deletedUser = await admittedUser(show, fanOf(randomUUID()));
  const hold = { performanceId: show.performanceId, seats: [1] };
  expect(await refusal('seating.hold', hold, deletedUser)).toEqual([
    401,
    { code: 'NOT_SIGNED_IN' },
  ]);
  const otherUser = await admittedUser(show);
  for (const headers of [deletedUser, otherUser])
    expect((await call('queue.leave', { concertId: show.concertId }, headers)).status).toBe(200);
  await expect.poll(() => stores.redis.xlen(logKeyOf(show.concertId)), { timeout: 5_000 }).toBe(0);
});

test('a call is checked in this order: caller, input, existence, turn, state', async () => {
  const full = await aPerformance(stores.db, { capacity: 1 });
  const first = await admittedUser(full);
  await held(full, first);
  const signed = bearer(await aFan());
  const { data } = await call('queue.join', { concertId: full.concertId }, signed);
  const waiting = { ...signed, 'x-queue-token': (data as { token: string }).token };
  const unknown = 2_147_483_647;
  expect((await call('seating.hold', { performanceId: 'x' })).refusal?.code).toBe('NOT_SIGNED_IN');
  expect((await call('admin.overview', { concertId: 'x' }, signed)).refusal?.code).toBe(
    'ADMIN_ONLY',
  );
  expect(
    (await call('seating.hold', { performanceId: unknown, seats: [] }, signed)).refusal?.code,
  ).toBe('BAD_INPUT');
  expect(
    (await call('seating.hold', { performanceId: unknown, seats: [1] }, signed)).refusal?.code,
  ).toBe('NOT_FOUND');
  expect(
    (await call('seating.hold', { performanceId: full.performanceId, seats: [1] }, signed)).refusal
      ?.code,
  ).toBe('QUEUE_TOKEN_MISSING');
  expect(
    (await call('seating.hold', { performanceId: full.performanceId, seats: [1] }, waiting)).refusal
      ?.code,
  ).toBe('NOT_YOUR_TURN');
  const admin = await anAdmin();
  for (const name of [
    'catalog.concert',
    'queue.join',
    'queue.leave',
    'catalog.dates',
    'seating.seats',
    'seating.bestAvailable',
    'seating.extend',
    'seating.release',
    'reservation.get',
    'reservation.cancel',
    'payment.pay',
    'admin.overview',
    'admin.seatMap',
    'admin.seats.plan',
    'admin.seats.import',
    'admin.seats.block',
    'admin.seats.unblock',
    'admin.plans.remove',
    'admin.queue.set',
    'admin.payments.refund',
    'admin.queue.admit',
    'admin.queue.remove',
    'admin.holds.release',
    'admin.tickets.void',
    'admin.staff.grant',
    'admin.staff.revoke',
  ]) {
    const input = procedures[name]?.input?.({
      ...absentObjects,
      concertId: unknown,
      performanceId: unknown,
      reservationId: unknown,
      paymentId: unknown,
      planId: unknown,
    });
    expect([name, await refusal(name, input, admin)]).toEqual([name, [404, { code: 'NOT_FOUND' }]]);
  }
});
