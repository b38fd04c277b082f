import { afterAll, beforeAll, expect, test } from 'vitest';
import { pay } from '../payment/payment.ts';
import { expirePlace } from '../queue/queue.ts';
import { aPerson, expireHold } from '#tests/support/factories.ts';
import { trpcCallerOf } from '#tests/support/trpc-caller.ts';
import { admitted, aHolder, outcomeOf } from '#tests/support/people.ts';
import { testStores, type TestStores } from '#tests/support/stores.ts';
import { verifyTicket } from '../ticket/ticket.ts';
import { reservationOf, reservationsOf } from './reservation.ts';

let stores: TestStores;
beforeAll(async () => void (stores = await testStores()));
afterAll(() => stores.close());

async function aTicketHolder() {
  const holder = await aHolder(stores, { money: 100_000, seats: [2, 1] });
  const { userId, reservationId, turn } = holder;
  const paid = await pay(stores.db, { userId, reservationId, turn, idempotencyKey: 'bought-it' });
  return { ...holder, paid, call: trpcCallerOf(stores, userId).call };
}

test('a held reservation has seats, total and end, and neither payment nor tickets', async () => {
  const { userId, reservation, reservationId } = await aHolder(stores, { seats: [4, 3] });
  expect(await reservationOf(stores.db, userId, reservationId)).toMatchObject({
    ...reservation,
    status: 'HELD',
    extensionsLeft: 2,
    payment: null,
    tickets: [],
    refund: null,
    refundIfCancelled: null,
    seatRefunds: [],
  });
});

test('a lapsed reservation is EXPIRED by the clock, before any job runs', async () => {
  const { userId, reservationId } = await aHolder(stores);
  await expireHold(stores.db, reservationId);
  expect(
    await stores.db.reservation.findUnique({
      where: { id: reservationId },
      select: { status: true },
    }),
  ).toEqual({
    status: 'HELD',
  });
  expect(await reservationOf(stores.db, userId, reservationId)).toMatchObject({
    status: 'EXPIRED',
  });
  expect(await reservationsOf(stores.db, userId)).toMatchObject([
    { reservationId, status: 'EXPIRED' },
  ]);
});

test('a paid reservation has its payment and a signed ticket for each seat', async () => {
  const { userId, show, reservationId, paid } = await aTicketHolder();
  const details = await reservationOf(stores.db, userId, reservationId);
  expect(details).toMatchObject({
    status: 'PAID',
    payment: { paymentId: paid.paymentId, amount: 100_000, paidAt: paid.paidAt },
    refundIfCancelled: { amount: 100_000, fee: 0 },
    seatRefunds: [
      { seat: 1, amount: 50_000, fee: 0 },
      { seat: 2, amount: 50_000, fee: 0 },
    ],
    holder: 'A person',
  });
  expect(details.tickets.map(({ seat, grade, voided }) => ({ seat, grade, voided }))).toEqual([
    { seat: 1, grade: 'R', voided: false },
    { seat: 2, grade: 'R', voided: false },
  ]);
  for (const { token, ticketId, seat } of details.tickets)
    expect(verifyTicket(token ?? '')).toEqual({
      ticketId,
      seat,
      ...show,
      startsAt: details.startsAt,
      issue: 1,
    });
});

test('a cancelled reservation has its refund, and void tickets without codes', async () => {
  const { call, reservationId } = await aTicketHolder();
  const cancelled = await call.reservation.cancel({ reservationId, idempotencyKey: 'cancel-it-1' });
  expect(cancelled).toMatchObject({
    status: 'CANCELLED',
    refund: { amount: 100_000, fee: 0 },
    refundIfCancelled: null,
  });
  expect(cancelled.tickets.map(({ voided, token }) => [voided, token])).toEqual([
    [true, null],
    [true, null],
  ]);
  expect(await call.reservation.cancel({ reservationId, idempotencyKey: 'cancel-it-1' })).toEqual(
    cancelled,
  );
  expect(await call.reservation.get({ reservationId })).toEqual(cancelled);
});

test('a calendar entry keeps a UID that names the installation, and each change raises its sequence', async () => {
  const { userId, reservationId, show, call } = await aTicketHolder();
  const entry = async () => (await reservationOf(stores.db, userId, reservationId)).calendar;
  const { uid, sequence } = await entry();
  expect([uid, sequence]).toEqual([
    expect.stringMatching(new RegExp(`^reservation-${String(reservationId)}@[0-9a-f-]{36}$`)),
    0,
  ]);
  await stores.db
    .$executeRaw`UPDATE performances SET starts_at = starts_at + interval '1 day', ends_at = ends_at + interval '1 day'
    WHERE id = ${show.performanceId}`;
  expect(await entry()).toEqual({ uid, sequence: 1 });
  await stores.db
    .$executeRaw`UPDATE performances SET ends_at = ends_at + interval '1 hour' WHERE id = ${show.performanceId}`;
  expect(await entry()).toEqual({ uid, sequence: 2 });
  await call.reservation.cancel({ reservationId, idempotencyKey: 'cancel-it-1' });
  expect(await entry()).toEqual({ uid, sequence: 3 });
  await stores.db.$executeRaw`UPDATE instance_settings SET installation_id = gen_random_uuid()`;
  expect((await entry()).uid).not.toBe(uid);
});

test('a user’s reservations are listed newest first, and another user’s is NOT_FOUND', async () => {
  const first = await aHolder(stores);
  const second = await aHolder(stores, { person: first.userId });
  expect(
    (await trpcCallerOf(stores, first.userId).call.reservation.mine()).map(
      ({ reservationId }) => reservationId,
    ),
  ).toEqual([second.reservationId, first.reservationId]);
  const otherUser = trpcCallerOf(stores, await aPerson(stores.db)).call;
  expect(await otherUser.reservation.mine()).toEqual([]);
  expect(await outcomeOf(otherUser.reservation.get({ reservationId: first.reservationId }))).toBe(
    'NOT_FOUND',
  );
  expect(await outcomeOf(otherUser.seating.release({ reservationId: first.reservationId }))).toBe(
    'NOT_FOUND',
  );
});

test('reservations of the latest turn are distinguished from those of earlier turns', async () => {
  const first = await aTicketHolder();
  const mine = () =>
    first.call.reservation
      .mine()
      .then((all) => all.map(({ status, ofLatestTurn }) => ({ status, ofLatestTurn })));
  expect(await mine()).toEqual([{ status: 'PAID', ofLatestTurn: true }]);
  await expirePlace(stores, first.turn, 'PAID'); // the outbox relay makes this call in production
  await admitted(stores, first.show, first.userId);
  expect(await mine()).toEqual([{ status: 'PAID', ofLatestTurn: false }]);
});
