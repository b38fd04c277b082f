import { afterAll, beforeAll, expect, test } from 'vitest';
import { admitFromStaff, removeFromQueue } from '../admin/queue-places.ts';
import { releaseHold } from '../admin/release-hold.ts';
import { voidTicket } from '../admin/void-ticket.ts';
import { movePerformance } from '../concert/concert.ts';
import { pay, refund } from '../payment/payment.ts';
import { aPerformance, aPerson } from '#tests/support/factories.ts';
import { aHolder } from '#tests/support/people.ts';
import { versionOf } from '#tests/support/staff-world.ts';
import { testStores, type TestStores } from '#tests/support/stores.ts';

let stores: TestStores;
beforeAll(async () => void (stores = await testStores()));
afterAll(() => stores.close());

test('each control writes one notice to the person concerned, and a repetition writes none', async () => {
  const { db } = stores;
  const [actorId, reason] = [await aPerson(db, 'MANAGER'), 'a reason'];
  const show = await aPerformance(db);
  const { concertId, performanceId } = show;
  const paid = await aHolder(stores, { show, money: 100_000, seats: [1, 2] });
  const { paymentId, tickets } = await pay(db, { ...paid, idempotencyKey: 'bought-it' });
  const held = await aHolder(stores, { show, seats: [3] });
  const guest = await aPerson(db);

  const startsAt = new Date(Date.now() + 40 * 86_400_000).toISOString();
  const version = await versionOf(db, concertId);
  await movePerformance(stores, actorId, { performanceId, version, startsAt, reason });
  const ticketId = tickets[0]?.ticketId ?? 0;
  await voidTicket(db, actorId, { ticketId, reason });
  await voidTicket(db, actorId, { ticketId, reason });
  const request = { byUserId: actorId, paymentId, seats: [2], reason, idempotencyKey: 'refund-2' };
  await refund(db, request);
  await refund(db, request);
  await releaseHold(db, actorId, { reservationId: held.reservationId, reason });
  await removeFromQueue(stores, actorId, { concertId, userId: held.userId, reason });
  await admitFromStaff(stores, actorId, { concertId, userId: guest, reason });
  await admitFromStaff(stores, actorId, { concertId, userId: guest, reason });

  const found = await db.notice.findMany({ where: { concertId }, orderBy: { id: 'asc' } });
  expect(found.map(({ userId, kind }) => [userId, kind])).toEqual(
    expect.arrayContaining([
      [paid.userId, 'DATE_MOVED'],
      [held.userId, 'DATE_MOVED'],
      [paid.userId, 'TICKET_VOIDED'],
      [paid.userId, 'SEATS_REFUNDED'],
      [held.userId, 'HOLD_RELEASED'],
      [held.userId, 'QUEUE_REMOVED'],
      [guest, 'GUEST_ADMITTED'],
    ]),
  );
  expect(found).toHaveLength(7);
});
