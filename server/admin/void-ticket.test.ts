import { afterAll, beforeAll, expect, test } from 'vitest';
import { cancel, pay, refund } from '../payment/payment.ts';
import { reservationOf } from '../reservation/reservation.ts';
import { seats } from '../seating/seating.ts';
import { signedVoidTickets } from '../ticket/ticket.ts';
import { balance } from '../wallet/wallet.ts';
import { auditNow } from '#tests/support/database-state.ts';
import { aPerson } from '#tests/support/factories.ts';
import { aHolder, gate, outcomeOf, tally } from '#tests/support/people.ts';
import { testStores, type TestStores } from '#tests/support/stores.ts';
import { auditEntries, recordAudit } from './audit-log.ts';
import { voidTicket } from './void-ticket.ts';

let stores: TestStores;
let adminId: string;
beforeAll(async () => {
  stores = await testStores();
  adminId = await aPerson(stores.db, 'OWNER');
});
afterAll(() => stores.close());

async function aTicketHolder(seatNumbers = [1, 2]) {
  const holder = await aHolder(stores, { money: 100_000, seats: seatNumbers });
  const paid = await pay(stores.db, { ...holder, idempotencyKey: 'pay-for-it' });
  return { ...holder, ...paid, ticketId: paid.tickets[0]?.ticketId ?? 0 };
}
const voiding = (ticketId: number) => voidTicket(stores.db, adminId, { ticketId, reason: '도난' });
const ticketsOf = async ({ userId, reservationId }: { userId: string; reservationId: number }) =>
  (await reservationOf(stores.db, userId, reservationId)).tickets;
const entriesAbout = async (userId: string) => (await auditEntries(stores.db, { userId })).items;
const breaches = async () => (await auditNow()).filter((finding) => finding.breaches > 0);

/** Returns the payload of the performance's signed list of void codes. */
async function voidCodes(performanceId: number): Promise<unknown> {
  const [, payload = ''] = (await signedVoidTickets(stores.db, performanceId)).split('.');
  return (JSON.parse(Buffer.from(payload, 'base64url').toString()) as { void: unknown }).void;
}

test('a void ticket has no code, its seat stays sold, and no money moves', async () => {
  const holder = await aTicketHolder();
  const { ticketId, show, userId, reservationId } = holder;
  expect(await voiding(ticketId)).toEqual({});
  expect(await ticketsOf(holder)).toMatchObject([
    { seat: 1, token: null, voided: true },
    { seat: 2, token: expect.any(String) as string, voided: false },
  ]);
  expect(await voidCodes(show.performanceId)).toEqual([{ ticketId, issue: 1 }]);
  expect((await seats(stores.db, show.performanceId, userId))[0]?.state).toBe('sold');
  expect(await balance(stores.db, userId)).toEqual({ balance: 0 });
  expect((await reservationOf(stores.db, userId, reservationId)).status).toBe('PAID');
  expect(await entriesAbout(userId)).toMatchObject([
    {
      byUserId: adminId,
      action: 'ticket.void',
      concertId: show.concertId,
      reason: '도난',
      before: { voided: false },
      after: { voided: true, ticketId, seat: 1 },
    },
  ]);
  expect(await breaches()).toEqual([]);
});

test('a repetition changes nothing, and an unknown ticket is NOT_FOUND', async () => {
  const holder = await aTicketHolder();
  await voiding(holder.ticketId);
  const first = await stores.db.ticket.findUniqueOrThrow({ where: { id: holder.ticketId } });
  expect(await voiding(holder.ticketId)).toEqual({});
  expect(await stores.db.ticket.findUniqueOrThrow({ where: { id: holder.ticketId } })).toEqual(
    first,
  );
  expect(await entriesAbout(holder.userId)).toHaveLength(1);
  expect(await outcomeOf(voiding(2_147_483_647))).toBe('NOT_FOUND');
});

test('a reservation with a void ticket can still be cancelled, and a refunded ticket stays as it is', async () => {
  const cancelled = await aTicketHolder();
  await voiding(cancelled.ticketId);
  expect(await cancel(stores.db, { ...cancelled, idempotencyKey: 'cancel-it-1' })).toMatchObject({
    amount: 100_000,
  });
  const refunded = await aTicketHolder();
  await refund(stores.db, {
    byUserId: adminId,
    paymentId: refunded.paymentId,
    reason: 'a mistake',
    idempotencyKey: 'refund-it-1',
  });
  expect(await voiding(refunded.ticketId)).toEqual({});
  expect((await entriesAbout(refunded.userId)).map(({ action }) => action)).toEqual([
    'payment.refund',
  ]);
  expect(await breaches()).toEqual([]);
});

test('of a cancellation and a void at once both succeed or the void finds a void ticket', async () => {
  const holders = await Promise.all(Array.from({ length: 10 }, () => aTicketHolder()));
  const outcomes = await Promise.all(
    holders.map((holder) =>
      tally([
        cancel(stores.db, { ...holder, idempotencyKey: 'cancel-it-1' }),
        voiding(holder.ticketId),
      ]),
    ),
  );
  expect(outcomes).toEqual(holders.map(() => ({ done: 2 })));
  for (const holder of holders) {
    expect((await ticketsOf(holder)).every(({ voided }) => voided)).toBe(true);
    expect(await balance(stores.db, holder.userId)).toEqual({ balance: 100_000 });
  }
  expect(await breaches()).toEqual([]);
});

type Void = (ticketId: number) => Promise<unknown>;
/** Checks the ticket first, and writes only after all attempts have checked. */
function checkThenWrite(attempts: number, userId: string): Void {
  const everyone = gate(attempts);
  return async (ticketId) => {
    const { voidedAt } = await stores.db.ticket.findUniqueOrThrow({ where: { id: ticketId } });
    await everyone();
    if (voidedAt !== null) return;
    await stores.db.ticket.update({
      where: { id: ticketId },
      data: { voidedAt: new Date(), voidReason: '도난' },
    });
    await recordAudit(stores.db, {
      actorId: adminId,
      action: 'ticket.void',
      userId,
      reason: '도난',
      after: { ticketId },
    });
  };
}
async function entriesOfFive(attemptFor: (userId: string) => Void): Promise<number> {
  const { ticketId, userId } = await aTicketHolder();
  const attempt = attemptFor(userId);
  await Promise.all([1, 2, 3, 4, 5].map(() => attempt(ticketId)));
  return (await entriesAbout(userId)).length;
}

test('a ticket that five calls void at once has one audit entry', async () => {
  expect(await entriesOfFive(() => voiding)).toBe(1);
});

test('negative control: checking before writing records the void several times', async () => {
  expect(await entriesOfFive((userId) => checkThenWrite(5, userId))).toBeGreaterThan(1);
  expect((await breaches()).map(({ check }) => check)).toContain('control-log');
});
