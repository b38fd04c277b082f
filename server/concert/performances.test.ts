import { expect, test } from 'vitest';
import { aPerformance, expireHold, type PerformanceIds } from '#tests/support/factories.ts';
import { auditNow, lockIsWaitedFor } from '#tests/support/database-state.ts';
import { admitted, aHolder, outcomeOf, refusalOf } from '#tests/support/people.ts';
import { aDraft, inDays, versionOf } from '#tests/support/staff-world.ts';
import { trpcCallerOf } from '#tests/support/trpc-caller.ts';
import { ownersWorld } from '#tests/support/test-site.ts';
import { concert, openDates } from '../catalog/catalog.ts';
import type { Tx } from '../database/transaction.ts';
import { removeScans } from '../door/door.ts';
import { constraintOf } from '../errors/driver-errors.ts';
import { cancel, pay, refund } from '../payment/payment.ts';
import { reservationOf } from '../reservation/reservation.ts';
import type { SeatFields } from '../seat-plan/seat-plan.schema.ts';
import { savePlan, seatsOf as planOf } from '../seat-plan/seat-plan.ts';
import { holdIn } from '../seating/hold.ts';
import { clearPerformance, hold, release, seats as seatsOf } from '../seating/seating.ts';
import {
  addPerformance,
  cancelConcert,
  cancelPerformance,
  closeConcert,
  movePerformance,
  removePerformance,
  updateConcert,
} from './concert.ts';
import { addPerformanceInput } from './concert.schema.ts';

const { stores, owner } = ownersWorld();

const seats = [{ seat: 7, grade: 'R' as const, price: 50_000 }];

async function add({ concertId }: PerformanceIds, given: object) {
  const version = await versionOf(stores.db, concertId);
  return addPerformance(stores, owner.userId, {
    concertId,
    version,
    startsAt: inDays(40),
    seats,
    ...given,
  });
}
async function remove({ concertId, performanceId }: PerformanceIds) {
  const version = await versionOf(stores.db, concertId);
  return removePerformance(stores, owner.userId, { performanceId, version });
}
async function move({ concertId, performanceId }: PerformanceIds, startsAt: string) {
  const version = await versionOf(stores.db, concertId);
  const moved = { performanceId, version, startsAt, reason: '태풍' };
  return movePerformance(stores, owner.userId, moved);
}
const issueOf = async (attempt: Promise<unknown>) =>
  (await refusalOf(attempt)).details as { issues?: { path: string }[] };

test('a date is added with given seats or with those of another date, and can be booked at once', async () => {
  const show = await aPerformance(stores.db);
  const added = await add(show, {});
  const copied = await add(show, {
    startsAt: inDays(41),
    seats: undefined,
    copyFrom: show.performanceId,
  });
  expect(
    (await openDates(stores.db, show.concertId)).map((date) => [
      date.performanceId,
      date.seatsLeft,
    ]),
  ).toEqual([
    [show.performanceId, 50],
    [added.performanceId, 1],
    [copied.performanceId, 50],
  ]);
  expect(copied.version).toBe(await versionOf(stores.db, show.concertId));
  const unknown = add(show, { startsAt: inDays(42), seats: undefined, copyFrom: 2_147_483_647 });
  expect(await outcomeOf(unknown)).toBe('NOT_FOUND');
  expect((await concert(stores.db, show.concertId)).dates).toHaveLength(3);
});

test('a new date names exactly one source of its seats', () => {
  const date = { concertId: 1, version: 1, startsAt: inDays(40) };
  const sources = [{ seats }, { copyFrom: 1 }, { planId: 1 }];
  for (const source of sources)
    expect(addPerformanceInput.safeParse({ ...date, ...source }).success).toBe(true);
  for (const wrong of [{}, { seats, copyFrom: 1 }, { copyFrom: 1, planId: 1 }])
    expect(addPerformanceInput.safeParse({ ...date, ...wrong }).error?.issues).toMatchObject([
      { path: ['seats'] },
    ]);
});

test('a date from a hall plan has its seats, and a copy of the date keeps kinds and places', async () => {
  const show = await aPerformance(stores.db);
  const planned: SeatFields[] = [
    { seat: 1, grade: 'VIP', price: 90_000, kind: 'WHEELCHAIR', row: 1, column: 1 },
    { seat: 2, grade: 'VIP', price: 90_000, kind: 'COMPANION', companionOf: 1, row: 1, column: 2 },
    { seat: 3, grade: '뒷자리', price: 0, kind: 'RESTRICTED', row: 9, column: 2 },
  ];
  const { planId } = await savePlan(stores.db, owner.userId, { name: '작은 홀', seats: planned });
  const ofPlan = await add(show, { seats: undefined, planId });
  const copy = await add(show, {
    startsAt: inDays(41),
    seats: undefined,
    copyFrom: ofPlan.performanceId,
  });
  for (const { performanceId } of [ofPlan, copy])
    expect(await planOf(stores.db, performanceId)).toEqual(planned);
  const unknown = add(show, { startsAt: inDays(42), seats: undefined, planId: 2_147_483_647 });
  expect(await outcomeOf(unknown)).toBe('NOT_FOUND');
});

test('a start that another date has, before the opening or in the past is refused with its field', async () => {
  const show = await aPerformance(stores.db);
  const draft = await aDraft(stores.db);
  const { startsAt } = await stores.db.performance.findUniqueOrThrow({
    where: { id: show.performanceId },
  });
  const wrong = { issues: [expect.objectContaining({ path: 'startsAt' }) as unknown] };
  expect(await issueOf(add(show, { startsAt: startsAt.toISOString() }))).toEqual(wrong);
  expect(await issueOf(add(show, { startsAt: inDays(-2) }))).toEqual(wrong);
  expect(await issueOf(add(show, { startsAt: inDays(-0.1) }))).toEqual(wrong);
  expect(await issueOf(move(show, startsAt.toISOString()))).toEqual(wrong);
  expect(await issueOf(move(show, inDays(-0.1)))).toEqual(wrong);
  const { opensAt } = await stores.db.concert.findUniqueOrThrow({
    where: { id: draft.concertId },
  });
  for (const early of [inDays(-2), opensAt.toISOString()])
    expect(await issueOf(add(draft, { startsAt: early }))).toEqual(wrong);
  expect(await outcomeOf(add(draft, { startsAt: inDays(-0.1) }))).toBe('done');
});

test('an ended concert gets no further date', async () => {
  const show = await aPerformance(stores.db);
  const version = await versionOf(stores.db, show.concertId);
  await closeConcert(stores, owner.userId, { concertId: show.concertId, version, reason: 'x' });
  expect(await outcomeOf(add(show, {}))).toBe('SALE_CLOSED');
});

test('a concert that the clock has ended gets no further date, and its dates stay', async () => {
  const show = await aPerformance(stores.db);
  await stores.db.performance.update({
    where: { id: show.performanceId },
    data: { startsAt: new Date(inDays(-0.9)), endsAt: new Date(inDays(-0.8)) },
  });
  expect(await outcomeOf(add(show, {}))).toBe('SALE_CLOSED');
  expect(await outcomeOf(move(show, inDays(3)))).toBe('SALE_CLOSED');
  // A cancelled date to come does not keep its concert going.
  const other = await aPerformance(stores.db);
  const { performanceId } = await add(other, {});
  const cancellation = { performanceId, reason: '태풍', idempotencyKey: 'cancel-it-3' };
  await cancelPerformance(stores, owner.userId, cancellation);
  await stores.db.performance.update({
    where: { id: other.performanceId },
    data: { startsAt: new Date(inDays(-0.9)), endsAt: new Date(inDays(-0.8)) },
  });
  expect(await outcomeOf(add(other, { startsAt: inDays(43) }))).toBe('SALE_CLOSED');
  // Staff who end a sale early can still move its coming dates.
  const closed = await aPerformance(stores.db);
  const version = await versionOf(stores.db, closed.concertId);
  await closeConcert(stores, owner.userId, { concertId: closed.concertId, version, reason: 'x' });
  expect(await outcomeOf(move(closed, inDays(3)))).toBe('done');
});

test('a cancelled date is neither moved nor removed, and a cancelled concert gets no further date', async () => {
  const show = await aPerformance(stores.db);
  const { performanceId } = await add(show, {});
  const cancelled = { ...show, performanceId };
  const cancellation = { reason: '태풍', idempotencyKey: 'cancel-it-2' };
  await cancelPerformance(stores, owner.userId, { performanceId, ...cancellation });
  expect(await outcomeOf(move(cancelled, inDays(50)))).toBe('SALE_CLOSED');
  expect(await outcomeOf(remove(cancelled))).toBe('SALE_CLOSED');
  const { concertId } = show;
  await cancelConcert(stores, owner.userId, { concertId, ...cancellation });
  expect(await outcomeOf(add(show, { startsAt: inDays(51) }))).toBe('SALE_CLOSED');
  expect(await outcomeOf(move(show, inDays(52)))).toBe('SALE_CLOSED');
});

test('another date can take the start of a cancelled one, and no third date can', async () => {
  const show = await aPerformance(stores.db);
  const startsAt = inDays(33);
  const { performanceId } = await add(show, { startsAt });
  const change = { performanceId, reason: '태풍', idempotencyKey: 'cancel-it-1' };
  await cancelPerformance(stores, owner.userId, change);
  expect(await outcomeOf(add(show, { startsAt }))).toBe('done');
  expect(await outcomeOf(add(show, { startsAt }))).toBe('BAD_INPUT');
});

test('a stale version refuses each change of a date', async () => {
  const show = await aPerformance(stores.db);
  const stale = await versionOf(stores.db, show.concertId);
  await updateConcert(stores, owner.userId, {
    concertId: show.concertId,
    version: stale,
    ageRating: 9,
  });
  const { concertId, performanceId } = show;
  const refusals = [
    addPerformance(stores, owner.userId, {
      concertId,
      version: stale,
      startsAt: inDays(50),
      seats,
    }),
    movePerformance(stores, owner.userId, {
      performanceId,
      version: stale,
      startsAt: inDays(50),
      reason: 'x',
    }),
    removePerformance(stores, owner.userId, { performanceId, version: stale }),
  ].map(refusalOf);
  for (const refusal of await Promise.all(refusals))
    expect(refusal).toMatchObject({ code: 'CHANGED', details: { fields: ['ageRating'] } });
});

/** A user who paid for seat 1 before the move, and a user who bought seat 2 after the move. */
async function aMove(days: number) {
  const before = await aHolder(stores, { money: 100_000 });
  const { show } = before;
  const { tickets } = await pay(stores.db, { ...before, idempotencyKey: 'pay-once-1' });
  const held = await aHolder(stores, { show, seats: [3] });
  await move(show, inDays(days));
  const after = await aHolder(stores, { show, seats: [2], money: 100_000 });
  await pay(stores.db, { ...after, idempotencyKey: 'pay-once-1' });
  return { before, after, held, show, ticketId: tickets[0]?.ticketId ?? 0 };
}
const detailsOf = ({ userId, reservationId }: { userId: string; reservationId: number }) =>
  reservationOf(stores.db, userId, reservationId);

test('a moved date keeps holds and payments, and its tickets get a new issue; the audit log has both starts', async () => {
  const { before, held, show, ticketId } = await aMove(5);
  const { performanceId, concertId } = show;
  const { startsAt, endsAt } = await stores.db.performance.findUniqueOrThrow({
    where: { id: performanceId },
  });
  const entries = await stores.db.auditEntry.findMany({ where: { concertId } });
  const entry = { action: 'performance.move', actorId: owner.userId, reason: '태풍' };
  const from = expect.not.stringContaining(startsAt.toISOString()) as unknown;
  expect(entries).toMatchObject([
    {
      ...entry,
      before: { performanceId, startsAt: from },
      after: { performanceId, startsAt: startsAt.toISOString() },
    },
  ]);
  expect(endsAt.getTime() - startsAt.getTime()).toBe(7_200_000);
  expect((await stores.db.ticket.findUniqueOrThrow({ where: { id: ticketId } })).issue).toBe(2);
  expect(await detailsOf(before)).toMatchObject({
    status: 'PAID',
    startsAt: startsAt.toISOString(),
    calendar: { sequence: 1 },
  });
  expect(await detailsOf(held)).toMatchObject({ status: 'HELD' });
});

test('after a move, owners of earlier reservations cancel without a fee, and later buyers pay the schedule’s', async () => {
  const { before, after } = await aMove(5);
  const details = await detailsOf(before);
  expect(details).toMatchObject({
    refundIfCancelled: { fee: 0, amount: 50_000 },
    freeUntil: details.startsAt, // the new start is earlier than 7 days after the move
  });
  expect(await detailsOf(after)).toMatchObject({
    refundIfCancelled: { fee: 10_000 },
    freeUntil: null,
  });
  const cancelOf = ({ userId, reservationId }: typeof before) =>
    cancel(stores.db, { userId, reservationId, idempotencyKey: 'cancel-it-1' });
  expect(await cancelOf(before)).toMatchObject({ fee: 0, amount: 50_000 });
  expect(await cancelOf(after)).toMatchObject({ fee: 10_000 });
  const kept = await stores.db.refund.findMany({
    where: { payment: { reservationId: before.reservationId } },
  });
  expect(kept).toMatchObject([
    { countedTo: new Date(details.startsAt), freeUntil: expect.any(Date) as unknown },
  ]);
});

test('the free term ends 7 days after the move; then the fee counts the days to the new start', async () => {
  const { before, show } = await aMove(9);
  await stores.db.$executeRaw`
    UPDATE performances SET moved_at = moved_at - interval '7 days' WHERE id = ${show.performanceId}`;
  await stores.db.$executeRaw`
    UPDATE reservations SET created_at = created_at - interval '8 days' WHERE id = ${before.reservationId}`;
  expect(await detailsOf(before)).toMatchObject({ refundIfCancelled: { fee: 5_000 } });
});

test('a free cancellation is possible on the day of the new start, and not after the start', async () => {
  const { before, show } = await aMove(0.01);
  expect(await detailsOf(before)).toMatchObject({ refundIfCancelled: { fee: 0 } });
  await stores.db.$executeRaw`
    UPDATE performances SET starts_at = clock_timestamp() - interval '1 s' WHERE id = ${show.performanceId}`;
  expect(await detailsOf(before)).toMatchObject({ refundIfCancelled: null });
});

test('a move of a draft’s date begins no free term', async () => {
  const draft = await aDraft(stores.db);
  await move(draft, inDays(20));
  expect(
    await stores.db.performance.findUnique({ where: { id: draft.performanceId } }),
  ).toMatchObject({ movedAt: null });
});

test('a date without held and paid seats is removed, with its ended unpaid reservations', async () => {
  const released = await aHolder(stores, { seats: [1] });
  const { show, userId, reservationId } = released;
  await release(stores.db, userId, show.concertId, reservationId);
  const lapsed = await aHolder(stores, { show, seats: [2] });
  await expireHold(stores.db, lapsed.reservationId);
  await aHolder(stores, { show, seats: [2] }).then(({ userId: other, reservationId: taken }) =>
    release(stores.db, other, show.concertId, taken),
  );
  await remove(show);
  expect(await outcomeOf(detailsOf(lapsed))).toBe('NOT_FOUND');
  expect((await concert(stores.db, show.concertId)).dates).toEqual([]);
  expect(await outcomeOf(seatsOf(stores.db, show.performanceId, userId))).toBe('NOT_FOUND');
  // The lapsed hold no longer counts as the user's hold.
  const again = await add(show, {});
  const { performanceId } = again;
  expect(await outcomeOf(hold(stores, lapsed.turn, { performanceId, seats: [7] }))).toBe('done');
});

test('a date at whose door only wrong codes were scanned is removed with these scans', async () => {
  const show = await aPerformance(stores.db);
  const { tickets } = await pay(stores.db, {
    ...(await aHolder(stores, { money: 50_000 })),
    idempotencyKey: 'pay-once-1',
  });
  const { door } = trpcCallerOf(stores, owner.userId).call;
  const scan = (code: string) =>
    door.admit({
      performanceId: show.performanceId,
      code,
      deviceId: 'device-1',
      scanId: crypto.randomUUID(),
    });
  expect(await scan('0000000000')).toMatchObject({ state: 'UNKNOWN' });
  const issued = { ticketId: tickets[0]?.ticketId ?? 0, issue: 1 };
  const { shortCode } = await stores.db.ticketCode.findFirstOrThrow({ where: issued });
  expect(await scan(shortCode)).toMatchObject({ state: 'WRONG_SHOW' });
  expect(await outcomeOf(remove(show))).toBe('done');
  const { performanceId } = show;
  expect(await stores.db.doorScan.count({ where: { performanceId } })).toBe(0);
});

type Remove = (show: PerformanceIds) => Promise<unknown>;
const inTransaction = (work: (tx: Tx) => Promise<unknown>) =>
  stores.db.$transaction(work, { isolationLevel: 'Serializable', timeout: 10_000 });

/** Removes a date in one attempt, without checks. */
async function removeDate(tx: Tx, performanceId: number): Promise<void> {
  await clearPerformance(tx, performanceId);
  await removeScans(tx, performanceId);
  await tx.performance.delete({ where: { id: performanceId } });
}

/** Scans a wrong code at a date, by a device of its own. */
const scanAt = ({ performanceId }: PerformanceIds) =>
  trpcCallerOf(stores, owner.userId).call.door.admit({
    performanceId,
    code: '0000000000',
    deviceId: crypto.randomUUID(),
    scanId: crypto.randomUUID(),
  });

/** Lets a scan commit after the snapshot of a removal, which then waits for the date's row. */
async function removeDuring(scan: (show: PerformanceIds) => Promise<unknown>): Promise<string> {
  const show = await aPerformance(stores.db);
  let removed: Promise<string> | undefined;
  await inTransaction(async (tx) => {
    await tx.$queryRaw`SELECT FROM performances WHERE id = ${show.performanceId} FOR KEY SHARE`;
    removed = remove(show).then(
      () => 'removed',
      (error: unknown) => constraintOf(error) ?? String(error),
    );
    expect(await lockIsWaitedFor(tx)).toBe(true);
    await scan(show);
  });
  return (await removed) ?? 'not removed';
}

test('a scan that commits while its date is being removed vanishes with the date', async () => {
  expect(await removeDuring(scanAt)).toBe('removed');
});

test('negative control: a scan outside SERIALIZABLE makes the removal of its date fail', async () => {
  const names = { deviceId: 'device-1', scanId: 'scan-00001', byUserId: owner.userId };
  const readCommitted = ({ performanceId }: PerformanceIds) =>
    stores.db.doorScan.create({ data: { performanceId, state: 'UNKNOWN', ...names } });
  expect(await removeDuring(readCommitted)).toBe('door_scans_performance_id_fkey');
});

test('a scan that waits for the removal of its date finds no performance', async () => {
  const show = await aPerformance(stores.db);
  await scanAt(show); // the instance knows the date's concert from now on
  let scanned: Promise<string> | undefined;
  await inTransaction(async (tx) => {
    await removeDate(tx, show.performanceId);
    scanned = outcomeOf(scanAt(show));
    expect(await lockIsWaitedFor(tx)).toBe(true);
  });
  expect(await scanned).toBe('NOT_FOUND');
});

test('a date with held or paid seats cannot be removed, nor one whose tickets were refunded', async () => {
  const holder = await aHolder(stores, { seats: [1, 2], money: 100_000 });
  const { show } = holder;
  expect(await refusalOf(remove(show))).toMatchObject({
    code: 'IN_USE',
    details: { held: 2, sold: 0 },
  });
  const { paymentId } = await pay(stores.db, { ...holder, idempotencyKey: 'pay-once-1' });
  await aHolder(stores, { show, seats: [9] });
  expect(await refusalOf(remove(show))).toMatchObject({ details: { held: 1, sold: 2 } });
  const other = await aHolder(stores, { seats: [1], money: 50_000 });
  const paid = await pay(stores.db, { ...other, idempotencyKey: 'pay-once-1' });
  for (const id of [paymentId, paid.paymentId])
    await refund(stores.db, {
      byUserId: owner.userId,
      paymentId: id,
      reason: 'x',
      idempotencyKey: `refund-${String(id).padStart(8, '0')}`,
    });
  expect(await refusalOf(remove(other.show))).toMatchObject({ details: { held: 0, sold: 1 } });
});

/** Lets a removal race with holds of five users. Returns whether both sides won, or neither. */
async function raceWithHolds(removal: Remove) {
  const show = await aPerformance(stores.db);
  const { performanceId } = show;
  const places = await Promise.all(Array.from({ length: 5 }, () => admitted(stores, show)));
  const [removed, ...held] = await Promise.allSettled([
    removal(show),
    ...places.map((place, at) => hold(stores, place, { performanceId, seats: [at + 1] })),
  ]);
  const holds = held.filter(({ status }) => status === 'fulfilled').length;
  const reservations = await stores.db.reservation.count({ where: { performanceId } });
  return { removed: removed.status === 'fulfilled', holds, reservations };
}

test('of a removal and concurrent holds exactly one side wins', async () => {
  for (let round = 0; round < 6; round++) {
    const { removed, holds, reservations } = await raceWithHolds(remove);
    expect({ removed, someHeld: holds > 0 }).toEqual({ removed, someHeld: !removed });
    expect(reservations).toBe(holds);
  }
});

test('a hold that waits for a removal finds no performance', async () => {
  const show = await aPerformance(stores.db);
  const { performanceId } = show;
  const place = await admitted(stores, show);
  let held: Promise<string> | undefined;
  await inTransaction(async (tx) => {
    await clearPerformance(tx, performanceId);
    held = outcomeOf(hold(stores, place, { performanceId, seats: [1] }));
    expect(await lockIsWaitedFor(tx)).toBe(true);
    await tx.performance.delete({ where: { id: performanceId } });
  });
  expect(await held).toBe('NOT_FOUND');
});

test('a removal that waits for a hold finds the seats in use', async () => {
  const show = await aPerformance(stores.db);
  const { performanceId } = show;
  const place = await admitted(stores, show);
  let refusal: Promise<unknown> | undefined;
  await inTransaction(async (tx) => {
    await holdIn(tx, { place, performanceId, seats: [1, 2] });
    refusal = refusalOf(remove(show));
    expect(await lockIsWaitedFor(tx)).toBe(true);
  });
  expect(await refusal).toMatchObject({ code: 'IN_USE', details: { held: 2, sold: 0 } });
});

test('negative control: a removal that counts holds before it deletes destroys a later hold', async () => {
  const show = await aPerformance(stores.db);
  const { performanceId } = show;
  const place = await admitted(stores, show);
  const used = { performanceId, reservationId: { not: null } };
  expect(await stores.db.seat.count({ where: used })).toBe(0);
  await hold(stores, place, { performanceId, seats: [1] });
  await stores.db.seat.deleteMany({ where: { performanceId } });
  await stores.db.reservation.deleteMany({ where: { performanceId } });
  await stores.db.performance.delete({ where: { id: performanceId } });
  const found = (await auditNow()).filter(({ breaches }) => breaches > 0);
  expect(found.map(({ check }) => check)).toContain('buyers');
  await stores.db.buyer.deleteMany({ where: { userId: place.userId } });
});
