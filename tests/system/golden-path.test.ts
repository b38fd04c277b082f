import { afterAll, beforeAll, expect, test } from 'vitest';
import { aPerformance } from '../support/factories.ts';
import { trpcCallerOf } from '../support/trpc-caller.ts';
import { outcomeOf, until } from '../support/people.ts';
import { testStores, type TestStores } from '../support/stores.ts';

let stores: TestStores;
beforeAll(async () => void (stores = await testStores()));
afterAll(() => stores.close());

/**
 * Signs up a user, who joins the queue. Returns the answer to the join, and a caller that presents
 * the queue token.
 */
async function joins(email: string, concertId: number) {
  const { userId } = await trpcCallerOf(stores, null).call.account.signUp({
    email,
    password: 'long enough',
    name: '관객',
  });
  const joined = await trpcCallerOf(stores, userId).call.queue.join({ concertId });
  return {
    userId,
    joined,
    call: trpcCallerOf(stores, userId, { 'x-queue-token': joined.token }).call,
  };
}

test('a user goes from sign-up to tickets, and then the next user is admitted', async () => {
  const { concertId, performanceId } = await aPerformance(stores.db, { capacity: 1 });
  const first = await joins('first@jari.example', concertId);
  const second = await joins('second@jari.example', concertId);
  expect(first.joined).toMatchObject({ state: 'ACTIVE', position: 0 });
  expect(second.joined).toMatchObject({ state: 'WAITING', position: 1 });
  expect(await outcomeOf(second.call.catalog.dates({ concertId }))).toBe('NOT_YOUR_TURN');

  const { call } = first;
  expect(await call.catalog.dates({ concertId })).toMatchObject([{ performanceId, seatsLeft: 50 }]);
  expect((await call.seating.seats({ performanceId }))[6]).toEqual({
    seat: 7,
    grade: 'R',
    price: 50_000,
    kind: 'STANDARD',
    companionOf: null,
    row: null,
    column: null,
    state: 'available',
  });
  const { reservationId, price, status } = await call.seating.hold({
    performanceId,
    seats: [8, 7],
  });
  expect({ price, status }).toEqual({ price: 100_000, status: 'HELD' });
  expect((await call.seating.seats({ performanceId }))[6]).toMatchObject({ state: 'mine' });

  const payment = { reservationId, idempotencyKey: 'pay-for-both' };
  await expect(call.payment.pay(payment)).rejects.toMatchObject({
    code: 'CONFLICT',
    cause: { code: 'INSUFFICIENT_BALANCE', details: { missing: 100_000 } },
  });
  expect(await call.wallet.charge({ amount: 120_000, idempotencyKey: 'top-it-up' })).toEqual({
    balance: 120_000,
  });
  const paid = await call.payment.pay(payment);
  expect(paid).toMatchObject({
    reservationId,
    amount: 100_000,
    balance: 20_000,
    tickets: [{ seat: 7 }, { seat: 8 }],
  });
  expect(await call.reservation.get({ reservationId })).toMatchObject({
    status: 'PAID',
    tickets: [{ seat: 7 }, { seat: 8 }],
  });

  expect(await call.queue.status({ concertId })).toMatchObject({
    state: 'EXPIRED',
    position: 0,
    behind: 0,
  });
  expect(await outcomeOf(call.seating.hold({ performanceId, seats: [9] }))).toBe(
    'QUEUE_TOKEN_EXPIRED',
  );
  expect(await call.payment.pay(payment)).toEqual(paid);

  // An instance answers status queries from a snapshot that is up to one second old.
  await until(async () => (await second.call.queue.status({ concertId })).state === 'ACTIVE');
  expect(await second.call.queue.status({ concertId })).toMatchObject({ position: 0 });
  expect((await second.call.seating.seats({ performanceId }))[6]).toMatchObject({ state: 'sold' });
  expect(await outcomeOf(second.call.seating.hold({ performanceId, seats: [7] }))).toBe(
    'SEAT_TAKEN',
  );
  expect(await second.call.catalog.dates({ concertId })).toMatchObject([{ seatsLeft: 48 }]);
});

test('leaving releases the seats and the turn at once', async () => {
  const { concertId, performanceId } = await aPerformance(stores.db, { capacity: 1 });
  const first = await joins('leaver@jari.example', concertId);
  const second = await joins('stayer@jari.example', concertId);
  await first.call.seating.hold({ performanceId, seats: [1] });
  expect(await first.call.queue.leave({ concertId })).toEqual({});
  expect(await second.call.seating.hold({ performanceId, seats: [1] })).toMatchObject({
    status: 'HELD',
  });
});

test('a join from a browser stores the token in a cookie, which later calls accept', async () => {
  const { concertId, performanceId } = await aPerformance(stores.db);
  const { userId } = await trpcCallerOf(stores, null).call.account.signUp({
    email: 'browser@jari.example',
    password: 'long enough',
    name: '관객',
  });
  const { call, cookies } = trpcCallerOf(stores, userId);
  await call.queue.join({ concertId });
  const [cookie = ''] = cookies;
  expect(cookie).toMatch(/HttpOnly/);
  const browser = trpcCallerOf(stores, userId, { cookie: cookie.split(';')[0] ?? '' }).call;
  expect(await browser.seating.seats({ performanceId })).toHaveLength(50);
  expect(await browser.queue.status({ concertId })).toMatchObject({ state: 'ACTIVE' });
});

test('a visitor who is not signed in can read the catalog and nothing else', async () => {
  const { concertId, performanceId } = await aPerformance(stores.db);
  const { call } = trpcCallerOf(stores, null);
  expect(await call.catalog.concert({ concertId })).toMatchObject({ concertId, onSale: true });
  for (const ask of [
    () => call.queue.join({ concertId }),
    () => call.catalog.dates({ concertId }),
    () => call.seating.hold({ performanceId, seats: [1] }),
    () => call.payment.pay({ reservationId: 1, idempotencyKey: 'not-signed-in' }),
  ])
    expect(await outcomeOf(ask())).toBe('NOT_SIGNED_IN');
});

test('input is checked before existence, and existence before the turn', async () => {
  const { concertId } = await aPerformance(stores.db);
  const { call } = await joins('orders@jari.example', concertId);
  expect(await outcomeOf(call.seating.hold({ performanceId: 0, seats: [1] }))).toBe('BAD_INPUT');
  expect(await outcomeOf(call.seating.hold({ performanceId: 2_147_483_647, seats: [1, 1] }))).toBe(
    'BAD_INPUT',
  );
  expect(await outcomeOf(call.seating.hold({ performanceId: 2_147_483_647, seats: [1] }))).toBe(
    'NOT_FOUND',
  );
  const other = await aPerformance(stores.db);
  expect(
    await outcomeOf(call.seating.hold({ performanceId: other.performanceId, seats: [1] })),
  ).toBe('NOT_YOUR_TURN');
  expect(await outcomeOf(call.queue.status({ token: 'forged' }))).toBe('QUEUE_TOKEN_INVALID');
});
