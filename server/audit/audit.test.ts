import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { releaseHold } from '../admin/release-hold.ts';
import { voidTicket } from '../admin/void-ticket.ts';
import { cancelPerformance, refundCancelledDates } from '../concert/concert.ts';
import { admit, undoAdmission } from '../door/door.ts';
import { isRefusal } from '../errors/refusal.ts';
import { accept, give } from '../gift/gift.ts';
import { handBack } from '../resale/resale.ts';
import { Prisma } from '../generated/prisma/client.ts';
import { defaultFeeSchedule } from '../fees/fees.schema.ts';
import { cancel, payAndLeave, refund } from '../payment/payment.ts';
import { hold, release } from '../seating/seating.ts';
import { aPerson, aPerformance, type PerformanceIds } from '#tests/support/factories.ts';
import { admitted, aHolder, endHoldIn, hasExpired, until } from '#tests/support/people.ts';
import { testStores, type TestStores } from '#tests/support/stores.ts';
import { loadSql } from '../database/load-sql.ts';
import { blockSeats } from '../seat-plan/seat-plan.ts';
import { joinWaitlist, offerFreedSeats, wishesOf } from '../waitlist/waitlist.ts';
import { audit, checkNames, findings, onSnapshot } from './audit.ts';
import { breaches } from '#tests/support/audit-breaches.ts';

const dayMs = 86_400_000;

let stores: TestStores;
let client: pg.Client;
beforeAll(async () => {
  stores = await testStores();
  client = new pg.Client({ connectionString: process.env['DATABASE_URL'] });
  await client.connect();
  await aSale(await aPerformance(stores.db));
});
afterAll(async () => {
  await client.end();
  await stores.close();
});

/** Repeats the call after each TRY_AGAIN, as clients do. */
async function patiently<T>(ask: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (!isRefusal(error) || error.code !== 'TRY_AGAIN') throw error;
    }
  }
}

async function aPaid(show: PerformanceIds, ...seats: number[]) {
  const money = 50_000 * seats.length + 1_000;
  const { turn, userId, reservationId } = await patiently(() =>
    aHolder(stores, { show, seats, money }),
  );
  const request = { userId, reservationId, idempotencyKey: 'pay-once-1' };
  const { paymentId } = await patiently(() =>
    payAndLeave(stores, request, () => Promise.resolve(turn)),
  );
  return { userId, reservationId, paymentId };
}

/** Creates the seats that tests/support/audit-breaches.ts needs, each in a different state. */
async function aSale(show: PerformanceIds): Promise<void> {
  await aPaid(show, 1, 2);
  await aPaid(show, 3);
  await aPaid(show, 4);
  await cancel(stores.db, { ...(await aPaid(show, 5)), idempotencyKey: 'cancel-it-1' });
  const asking = (cancellationFees: { fromDays: number; percent: number }[] | null) =>
    stores.db.concert.update({
      where: { id: show.concertId },
      data: { cancellationFees: cancellationFees ?? Prisma.DbNull },
    });
  await asking([{ fromDays: 1, percent: 10 }]);
  await cancel(stores.db, { ...(await aPaid(show, 14)), idempotencyKey: 'cancel-it-1' });
  await asking(null);
  const { paymentId } = await aPaid(show, 6);
  await refund(stores.db, {
    byUserId: await aPerson(stores.db),
    paymentId,
    reason: 'a mistake',
    idempotencyKey: 'refund-it-1',
  });
  const partly = await aPaid(show, 27, 28, 29);
  await cancel(stores.db, { ...partly, seats: [27], idempotencyKey: 'cancel-it-1' });
  await refund(stores.db, {
    byUserId: await aPerson(stores.db),
    paymentId: partly.paymentId,
    seats: [29],
    reason: 'a broken seat',
    idempotencyKey: 'refund-it-2',
  });
  await stores.db.seat.updateMany({
    where: { performanceId: show.performanceId, number: 30 },
    data: { grade: 'F', priceKrw: 0n },
  });
  await cancel(stores.db, { ...(await aPaid(show, 30)), idempotencyKey: 'cancel-it-1' });
  await aHolder(stores, { show, seats: [7, 8] });
  await aHolder(stores, { show, seats: [9] });
  const late = await aHolder(stores, { show, seats: [10, 11] });
  await endHoldIn(stores, late.reservationId, 0);
  await until(() => hasExpired(stores, late.reservationId));
  await aHolder(stores, { show, seats: [10] });
  const kindOf = (
    number: number,
    data: { kind: 'WHEELCHAIR' | 'COMPANION'; companionOf?: number },
  ) =>
    stores.db.seat.update({
      where: { performanceId_number: { performanceId: show.performanceId, number } },
      data,
    });
  await kindOf(25, { kind: 'WHEELCHAIR' });
  await kindOf(26, { kind: 'COMPANION', companionOf: 25 });
  await aHolder(stores, { show, seats: [25, 26] });
  const gone = await aHolder(stores, { show, seats: [12, 13] });
  await release(stores.db, gone.userId, show.concertId, gone.reservationId);
  const adminId = await aPerson(stores.db, 'OWNER');
  const { reservationId } = await aHolder(stores, { show, seats: [15] });
  await releaseHold(stores.db, adminId, { reservationId, reason: 'a trial' });
  const paid = await aPaid(show, 16);
  const ticket = await stores.db.ticket.findFirstOrThrow({ where: { paymentId: paid.paymentId } });
  await voidTicket(stores.db, adminId, { ticketId: ticket.id, reason: 'a trial' });
  await aGift(show);
  await anUndo(adminId, show.performanceId);
  await aCancelledDate(adminId);
  await aWaitlist(adminId);
}

/** Creates a date with seats 46 to 48, an open offer, a declined one and a pair that waits. */
async function aWaitlist(adminId: string): Promise<void> {
  const show = await aPerformance(stores.db);
  const { concertId, performanceId } = show;
  await stores.db.seat.deleteMany({
    where: { performanceId, OR: [{ number: { lt: 46 } }, { number: { gt: 48 } }] },
  });
  await blockSeats(stores.db, adminId, { performanceId, seats: [48], reason: 'a camera' });
  const holders = [
    await aHolder(stores, { show, seats: [46] }),
    await aHolder(stores, { show, seats: [47] }),
  ];
  const wish = { concertId, performances: 'any' as const, grades: 'any' as const, together: false };
  const persons = await Promise.all([1, 2, 3].map(() => aPerson(stores.db)));
  for (const [at, party] of [1, 1, 2].entries())
    await joinWaitlist(stores.db, persons[at] ?? '', { ...wish, party });
  for (const { userId, reservationId } of holders) {
    await release(stores.db, userId, concertId, reservationId);
    await offerFreedSeats(stores.db);
  }
  const [second] = (await wishesOf(stores.db, persons[1] ?? '')).map(({ offer }) => offer);
  await release(stores.db, persons[1] ?? '', concertId, second?.reservationId ?? 0);
  await offerFreedSeats(stores.db);
}

async function aGift(show: PerformanceIds): Promise<void> {
  const { userId, paymentId } = await aPaid(show, 31, 32);
  const { id: ticketId } = await stores.db.ticket.findFirstOrThrow({
    where: { paymentId, seatNumber: 31 },
  });
  const receiver = await stores.db.user.update({
    where: { id: await aPerson(stores.db) },
    data: { emailVerifiedAt: new Date() },
  });
  const request = { ticketId, email: receiver.email, idempotencyKey: 'give-it-01' };
  const { giftId } = await give(stores.db, userId, request);
  await accept(stores.db, receiver.id, giftId);
  const kept = await stores.db.ticket.findFirstOrThrow({ where: { paymentId, seatNumber: 32 } });
  await handBack(stores.db, userId, { ticketId: kept.id, idempotencyKey: 'list-it-01' });
}

async function anUndo(adminId: string, performanceId: number): Promise<void> {
  const { id: ticketId } = await stores.db.ticket.findFirstOrThrow({
    where: { performanceId, seatNumber: 1 },
  });
  const { shortCode } = await stores.db.ticketCode.findFirstOrThrow({ where: { ticketId } });
  const scan = { performanceId, code: shortCode, deviceId: 'device-1', scanId: 'scan-00001' };
  await admit(stores, adminId, scan);
  await undoAdmission(stores.db, adminId, { performanceId, ticketId, reason: 'a trial' });
}

async function aCancelledDate(adminId: string): Promise<void> {
  const show = await aPerformance(stores.db);
  const { performanceId } = show;
  await stores.db.seat.deleteMany({ where: { performanceId, number: { not: 45 } } });
  await aPaid(show, 45);
  const request = { performanceId, reason: 'rain', idempotencyKey: 'cancel-all-1' };
  await cancelPerformance(stores, adminId, request);
  await refundCancelledDates(stores.db);
}

const reporting = (found: Awaited<ReturnType<typeof audit>>) =>
  found.filter((finding) => finding.breaches > 0);

test('after a sale every check inspected rows and found no breach', async () => {
  const found = await audit(client);
  expect(reporting(found)).toEqual([]);
  expect(found.filter(({ looked }) => looked === 0)).toEqual([]);
});

const breachCases = checkNames.flatMap((check) =>
  breaches[check].map((statements, at) => ({ check, at, statements })),
);
test.each(breachCases)('only $check reports its breach $at', async ({ check, statements }) => {
  await client.query('BEGIN; SET LOCAL session_replication_role = replica'); // disables triggers
  try {
    await client.query(statements);
    const reported = reporting(await findings(client));
    expect({ statements, reported: reported.map((finding) => finding.check) }).toEqual({
      statements,
      reported: [check],
    });
    expect(reported[0]?.examples[0]).toMatch(/\S+: \S+/);
  } finally {
    await client.query('ROLLBACK');
  }
});

test('every check has a file, and every file is a check', () => {
  const files = readdirSync(path.join(import.meta.dirname, 'sql')).map((file) =>
    path.basename(file, '.sql'),
  );
  expect(files.sort()).toEqual([...checkNames].sort());
});

test('the audit and the fees room have the same default fee schedule', () => {
  const [, schedule = ''] =
    /coalesce\(p\.cancellation_fees,\s*'(.*?)'\)/s.exec(
      loadSql(import.meta.url, './sql/refund-fees.sql'),
    ) ?? [];
  expect(JSON.parse(schedule)).toEqual(defaultFeeSchedule);
});

test('a fee stays correct after its performance moves, because the refund records the start that it was computed from', async () => {
  const show = await aPerformance(stores.db);
  const startsIn = (days: number) =>
    stores.db.performance.update({
      where: { id: show.performanceId },
      data: {
        startsAt: new Date(Date.now() + days * dayMs),
        endsAt: new Date(Date.now() + (days + 1) * dayMs),
      },
    });
  await cancel(stores.db, { ...(await aPaid(show, 1)), idempotencyKey: 'cancel-it-1' });
  const late = await aPaid(show, 2);
  await startsIn(5);
  expect(await cancel(stores.db, { ...late, idempotencyKey: 'cancel-it-1' })).toMatchObject({
    fee: 10_000,
  });
  await startsIn(90);
  expect(reporting(await audit(client))).toEqual([]);
  const recorded = await stores.db.refund.findMany({
    where: { payment: { concertId: show.concertId } },
    orderBy: { id: 'asc' },
    select: { countedTo: true },
  });
  expect(
    recorded.map(({ countedTo }) => Math.round((Number(countedTo) - Date.now()) / dayMs)),
  ).toEqual([30, 5]);
});

test('a refund without a recorded start is correct with any fee of the schedule', async () => {
  await client.query('BEGIN; SET LOCAL session_replication_role = replica');
  try {
    await client.query('UPDATE refunds SET counted_to = NULL');
    expect(reporting(await findings(client))).toEqual([]);
  } finally {
    await client.query('ROLLBACK');
  }
});

test('an audit during a sale reads one snapshot and finds no breach', async () => {
  const show = await aPerformance(stores.db);
  const over = new AbortController();
  const buying = [1, 5, 9, 13].map(async (first) => {
    for (const seat of [first, first + 1, first + 2]) {
      const { userId, reservationId } = await aPaid(show, seat);
      await patiently(() =>
        cancel(stores.db, { userId, reservationId, idempotencyKey: 'cancel-it-1' }),
      );
      const turn = await admitted(stores, show, userId);
      await patiently(() =>
        hold(stores, turn, { performanceId: show.performanceId, seats: [seat, seat + 20] }),
      );
    }
  });
  const sold = Promise.all(buying).finally(() => over.abort());
  let audits = 0;
  while (!over.signal.aborted) {
    expect(reporting(await audit(client))).toEqual([]);
    audits++;
  }
  await sold;
  expect(audits).toBeGreaterThan(1);
});

test('an audit uses one read-only snapshot, one process and the given statement timeout', async () => {
  const rows = await onSnapshot(client, 60_000, async () => {
    const found = await client.query(
      `SELECT current_setting('transaction_isolation') AS isolation, current_setting('transaction_read_only') AS read_only,
         current_setting('statement_timeout') AS timeout, current_setting('max_parallel_workers_per_gather') AS workers`,
    );
    return found.rows as unknown[];
  });
  expect(rows).toEqual([
    { isolation: 'repeatable read', read_only: 'on', timeout: '1min', workers: '0' },
  ]);
});

const command = () =>
  new Promise<{ code: number | null; said: string }>((resolve) => {
    const run = execFile(
      process.execPath,
      [path.join(import.meta.dirname, '../../scripts/audit.ts')],
      (_, said) => {
        resolve({ code: run.exitCode, said });
      },
    );
  });

test('npm run audit prints its findings and fails on a breach', async () => {
  expect(await command()).toMatchObject({
    code: 0,
    said: expect.stringContaining('All invariants hold.') as string,
  });
  const person = await aPerson(stores.db);
  await stores.db.account.update({ where: { userId: person }, data: { balanceKrw: 1 } });
  const { code, said } = await command();
  expect(code).toBe(1);
  expect(said).toMatch(/^balances +\d+ +1$/m);
  expect(said).toContain(`wallet of ${person}: holds 1, its entries sum to 0`);
});
