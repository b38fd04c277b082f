import { expect, test } from 'vitest';
import { aPerformance, aPerson } from '#tests/support/factories.ts';
import { aHolder, outcomeOf, placeOf, refusalOf } from '#tests/support/people.ts';
import { aDraft, concertFields, inDays, versionOf } from '#tests/support/staff-world.ts';
import { anotherClient } from '#tests/support/stores.ts';
import { trpcCallerOf } from '#tests/support/trpc-caller.ts';
import { ownersWorld } from '#tests/support/test-site.ts';
import { concert, concertExists, concertOfPerformance, concerts } from '../catalog/catalog.ts';
import { payAndLeave } from '../payment/payment.ts';
import { assertQueueExists, join } from '../queue/queue.ts';
import type { StaffRole } from '../generated/prisma/enums.ts';
import { publicStats } from '../queue/snapshot/queue-snapshot.ts';
import { tick } from '../queue/ticker.ts';
import { bestAvailable, extend, hold } from '../seating/seating.ts';
import { signedVoidTickets } from '../ticket/ticket.ts';
import {
  archiveConcert,
  cancelConcert,
  closeConcert,
  createConcert,
  getConcert,
  listConcerts,
  publishConcert,
  updateConcert,
} from './concert.ts';

const { stores, owner } = ownersWorld();

test('a publication lists everything that is lacking, and changes nothing', async () => {
  const bare = await createConcert(stores.db, owner.userId, {
    ...concertFields,
    title: { ko: '제목' },
    venue: { ko: '장소' },
    description: { ko: '' },
    notices: { ko: '안내' },
  });
  expect(await refusalOf(publishConcert(stores, owner.userId, bare))).toMatchObject({
    code: 'NOT_READY',
    details: {
      lacking: [
        'titleEn',
        'venueEn',
        'descriptionKo',
        'descriptionEn',
        'noticesEn',
        'poster',
        'dates',
      ],
    },
  });
  const { concertId, performanceId } = await aDraft(stores.db);
  await stores.db.seat.deleteMany({ where: { performanceId } });
  await stores.db.performance.update({
    where: { id: performanceId },
    data: { startsAt: new Date(inDays(-3)), endsAt: new Date(inDays(-2.9)) },
  });
  await stores.db.concert.update({
    where: { id: concertId },
    data: { opensAt: new Date(inDays(-2)), closesAt: new Date(inDays(-1)) },
  });
  const version = await versionOf(stores.db, concertId);
  expect(
    await refusalOf(publishConcert(stores, owner.userId, { concertId, version })),
  ).toMatchObject({
    details: { lacking: ['futureDates', 'seats', 'opening', 'closing'] },
  });
  expect((await getConcert(stores.db, concertId)).lacking).toEqual([
    'futureDates',
    'seats',
    'opening',
    'closing',
  ]);
  expect(await versionOf(stores.db, concertId)).toBe(version);
});

test('a published concert cannot be published, and of two publications at once one succeeds', async () => {
  const { concertId } = await aDraft(stores.db);
  const version = await versionOf(stores.db, concertId);
  const publish = (read: number) =>
    publishConcert(stores, owner.userId, { concertId, version: read });
  const outcomes = await Promise.all([outcomeOf(publish(version)), outcomeOf(publish(version))]);
  expect(outcomes.toSorted()).toEqual(['CHANGED', 'done']);
  expect(await refusalOf(publish(await versionOf(stores.db, concertId)))).toMatchObject({
    code: 'NOT_READY',
    details: { lacking: ['draft'] },
  });
});

test('a draft exists for staff only, in the catalog, the queue and the console', async () => {
  const { concertId, performanceId } = await aDraft(stores.db);
  const fan = await aPerson(stores.db);
  const asked: (() => Promise<unknown>)[] = [
    () => concert(stores.db, concertId),
    () => concertExists(stores.db, concertId),
    () => concertOfPerformance(stores.db, performanceId),
    () => join(stores, fan, concertId),
    () => assertQueueExists(stores, concertId),
    () => publicStats(stores, concertId),
    () => signedVoidTickets(stores.db, performanceId),
    () => trpcCallerOf(stores, null).call.catalog.concert({ concertId }),
    () => trpcCallerOf(stores, fan).call.catalog.concert({ concertId }),
    () => trpcCallerOf(stores, fan).call.queue.join({ concertId }),
    () => trpcCallerOf(stores, fan).call.queue.status({ concertId }),
    () => trpcCallerOf(stores, fan).call.catalog.dates({ concertId }),
    () => trpcCallerOf(stores, fan).call.seating.seats({ performanceId }),
    () => trpcCallerOf(stores, fan).call.seating.hold({ performanceId, seats: [1] }),
  ];
  const all = () => Promise.all(asked.map((ask) => outcomeOf(ask())));
  expect(new Set(await all())).toEqual(new Set(['NOT_FOUND']));
  expect((await concerts(stores.db)).map((one) => one.concertId)).not.toContain(concertId);
  const { call } = trpcCallerOf(stores, owner.userId);
  expect(await call.catalog.concert({ concertId })).toMatchObject({ state: 'DRAFT' });
  const shown = async (role: StaffRole, at: number | null) => {
    const person = await aPerson(stores.db, role, at);
    return outcomeOf(trpcCallerOf(stores, person).call.catalog.concert({ concertId }));
  };
  const { concertId: elsewhere } = await aPerformance(stores.db);
  expect([await shown('DOOR', concertId), await shown('AUDITOR', null)]).toEqual(['done', 'done']);
  expect(await shown('MANAGER', elsewhere)).toBe('NOT_FOUND');
  expect(await call.admin.overview({ concertId })).toMatchObject({ waiting: 0, available: 50 });
  expect(await call.admin.seatMap({ performanceId })).toHaveLength(50);
  await call.admin.queue.set({ concertId, capacity: 3, reason: 'before the publication' });
  await publishConcert(stores, owner.userId, {
    concertId,
    version: await versionOf(stores.db, concertId),
  });
  expect(await all()).not.toContain('NOT_FOUND');
});

/** Creates a user with a hold at a performance of a concert that staff then close. */
async function aClosed() {
  const holder = await aHolder(stores, { money: 200_000 });
  const waiting = placeOf(
    (await join(stores, await aPerson(stores.db), holder.show.concertId)).token,
  );
  const { concertId } = holder.show;
  await closeConcert(stores, owner.userId, {
    concertId,
    version: await versionOf(stores.db, concertId),
    reason: '조기 마감',
  });
  return { ...holder, waiting, concertId };
}

test('a closed sale refuses joins, holds, best seats and extensions at once, and live holds can still be paid', async () => {
  const { show, turn, userId, reservationId, waiting, concertId } = await aClosed();
  expect(await concert(stores.db, concertId)).toMatchObject({
    state: 'ENDED',
    saleState: 'ENDED',
    onSale: false,
  });
  const { performanceId } = show;
  const asked = [
    join(stores, await aPerson(stores.db), concertId),
    hold(stores, waiting, { performanceId, seats: [5] }),
    hold(stores, turn, { performanceId, seats: [2] }), // adds to a live hold
    bestAvailable(stores, waiting, { performanceId, party: 1 }),
    extend(stores, turn, reservationId),
  ];
  expect(await Promise.all(asked.map(outcomeOf))).toEqual(asked.map(() => 'SALE_CLOSED'));
  const request = { userId, reservationId, idempotencyKey: 'pay-late-1' };
  expect(await outcomeOf(payAndLeave(stores, request, () => Promise.resolve(turn)))).toBe('done');
});

test('after the closing, a user with a turn joins again to pay the hold, and a waiting user does not', async () => {
  const show = await aPerformance(stores.db, { capacity: 1 });
  const { turn, reservationId } = await aHolder(stores, { show });
  const { concertId } = show;
  const waiting = await aPerson(stores.db);
  expect(await join(stores, waiting, concertId)).toMatchObject({ state: 'WAITING' });
  const version = await versionOf(stores.db, concertId);
  await closeConcert(stores, owner.userId, { concertId, version, reason: '조기 마감' });
  expect(await join(stores, turn.userId, concertId)).toMatchObject({ state: 'ACTIVE' });
  expect(await outcomeOf(join(stores, waiting, concertId))).toBe('SALE_CLOSED');
  await stores.db.reservation.update({
    where: { id: reservationId },
    data: { extensions: 2 },
    select: { id: true },
  });
  expect(await outcomeOf(extend(stores, turn, reservationId))).toBe('SALE_CLOSED');
});

test('at a cancelled concert nobody joins again, not even during a turn', async () => {
  const { show, turn } = await aHolder(stores);
  const { concertId } = show;
  await cancelConcert(stores, owner.userId, {
    concertId,
    reason: 'x',
    idempotencyKey: 'cancel-it-1',
  });
  expect(await outcomeOf(join(stores, turn.userId, concertId))).toBe('SALE_CLOSED');
});

test('a hold of a cancelled concert cannot be paid, extended, added to or replaced', async () => {
  const { show, turn, userId, reservationId } = await aHolder(stores, { money: 200_000 });
  await stores.db.$executeRaw`
    UPDATE concerts SET state = 'CANCELLED', ended_at = now() WHERE id = ${show.concertId}`;
  const request = { userId, reservationId, idempotencyKey: 'pay-late-1' };
  expect(await outcomeOf(payAndLeave(stores, request, () => Promise.resolve(turn)))).toBe(
    'NOT_HELD',
  );
  expect(await outcomeOf(extend(stores, turn, reservationId))).toBe('SALE_CLOSED');
  const more = { performanceId: show.performanceId, seats: [2] };
  expect(await outcomeOf(hold(stores, turn, more))).toBe('SALE_CLOSED');
  const wish = { performanceId: show.performanceId, party: 1 };
  expect(await outcomeOf(bestAvailable(stores, turn, wish))).toBe('SALE_CLOSED');
  expect(await concert(stores.db, show.concertId)).toMatchObject({ saleState: 'CANCELLED' });
});

test('the sale closes at closesAt by the database’s clock, before the last performance, except for live holds', async () => {
  const { show, turn, userId, reservationId } = await aHolder(stores, { money: 50_000 });
  const { concertId, performanceId } = show;
  const version = () => versionOf(stores.db, concertId);
  const update = async (closesAt: string | null) =>
    updateConcert(stores, owner.userId, { concertId, version: await version(), closesAt });
  await update(inDays(-0.5));
  expect(await outcomeOf(hold(stores, turn, { performanceId, seats: [2] }))).toBe('SALE_CLOSED');
  const wish = { performanceId, party: 1 };
  expect(await outcomeOf(bestAvailable(stores, turn, wish))).toBe('SALE_CLOSED');
  expect(await outcomeOf(extend(stores, turn, reservationId))).toBe('SALE_CLOSED');
  expect(await outcomeOf(join(stores, await aPerson(stores.db), concertId))).toBe('SALE_CLOSED');
  expect(await concert(stores.db, concertId)).toMatchObject({
    state: 'PUBLISHED',
    saleState: 'ENDED',
  });
  await update(null);
  expect(await outcomeOf(extend(stores, turn, reservationId))).toBe('done');
  expect(await outcomeOf(join(stores, await aPerson(stores.db), concertId))).toBe('done');
  await update(inDays(-0.5));
  const request = { userId, reservationId, idempotencyKey: 'pay-late-1' };
  expect(await outcomeOf(payAndLeave(stores, request, () => Promise.resolve(turn)))).toBe('done');
});

test('a change of the queue’s times by one instance reaches another within two seconds, even without Redis', async () => {
  const { concertId } = await aPerformance(stores.db);
  await join(stores, await aPerson(stores.db), concertId);
  const other = { db: anotherClient(stores.db), redis: stores.redis };
  const unreachable = new Proxy(stores.redis, {
    get: () => () => Promise.reject(new Error('Connection is closed')),
  });
  await updateConcert({ db: stores.db, redis: unreachable }, owner.userId, {
    concertId,
    version: await versionOf(stores.db, concertId),
    closesAt: inDays(-0.5),
  });
  const since = performance.now();
  const fan = await aPerson(stores.db);
  await expect
    .poll(
      async () => {
        await tick(other, () => performance.now());
        return outcomeOf(join(other, fan, concertId));
      },
      { interval: 200, timeout: 2_000 },
    )
    .toBe('SALE_CLOSED');
  expect(performance.now() - since).toBeLessThan(2_000);
});

test('the clock ends a concert at the end of its last performance that is not cancelled', async () => {
  const { concertId, performanceId } = await aPerformance(stores.db);
  const [past, end] = [new Date(inDays(-2)), new Date(inDays(-1.9))];
  await stores.db.performance.update({
    where: { id: performanceId },
    data: { startsAt: past, endsAt: end },
  });
  const state = async () => (await concert(stores.db, concertId)).state;
  expect(await state()).toBe('ENDED');
  const { id } = await stores.db.performance.create({
    data: { concertId, startsAt: new Date(inDays(3)), endsAt: new Date(inDays(4)) },
  });
  expect(await state()).toBe('PUBLISHED');
  const cancellation = { byUserId: owner.userId, reason: 'rain', ofConcert: false, payments: 0 };
  await stores.db.performance.update({
    where: { id },
    data: { cancelledAt: new Date(), cancellation: { create: cancellation } },
  });
  expect(await state()).toBe('ENDED');
  expect((await concert(stores.db, concertId)).dates).toHaveLength(1);
});

test('closing is refused for a draft and for an ended concert', async () => {
  const { concertId } = await aDraft(stores.db);
  const close = async (id: number) =>
    closeConcert(stores, owner.userId, {
      concertId: id,
      version: await versionOf(stores.db, id),
      reason: 'x',
    });
  expect(await refusalOf(close(concertId))).toMatchObject({
    details: { lacking: ['published'] },
  });
  const closed = await aClosed();
  expect(await outcomeOf(close(closed.concertId))).toBe('SALE_CLOSED');
});

test('an ended or cancelled concert leaves the catalog and rejoins it, and a publication shows an archived draft; a running one stays', async () => {
  const { concertId } = await aClosed();
  const archive = async (archived: boolean, id = concertId) =>
    archiveConcert(stores, owner.userId, {
      concertId: id,
      version: await versionOf(stores.db, id),
      archived,
    });
  await archive(true);
  expect(await outcomeOf(concert(stores.db, concertId))).toBe('NOT_FOUND');
  expect((await concerts(stores.db)).map((one) => one.concertId)).not.toContain(concertId);
  expect((await listConcerts(stores.db, { archived: true })).items).toMatchObject([
    { concertId, state: 'ENDED' },
  ]);
  await archive(false);
  expect(await outcomeOf(concert(stores.db, concertId))).toBe('done');
  const { concertId: cancelled } = await aPerformance(stores.db);
  const cancellation = { concertId: cancelled, reason: 'x', idempotencyKey: 'cancel-it-2' };
  await cancelConcert(stores, owner.userId, cancellation);
  for (const [archived, outcome] of [
    [true, 'NOT_FOUND'],
    [false, 'done'],
  ] as const) {
    await archive(archived, cancelled);
    expect(await outcomeOf(concert(stores.db, cancelled))).toBe(outcome);
  }
  expect(await concert(stores.db, cancelled)).toMatchObject({ state: 'CANCELLED' });
  const draft = await aDraft(stores.db);
  await archive(true, draft.concertId);
  const version = await versionOf(stores.db, draft.concertId);
  await publishConcert(stores, owner.userId, { concertId: draft.concertId, version });
  expect(await outcomeOf(concert(stores.db, draft.concertId))).toBe('done');
  const running = await aPerformance(stores.db);
  expect(await refusalOf(archive(true, running.concertId))).toMatchObject({
    details: { lacking: ['ended'] },
  });
  await stores.db.performance.update({
    where: { id: running.performanceId },
    data: { startsAt: new Date(inDays(-2)), endsAt: new Date(inDays(-1)) },
  });
  await archive(true, running.concertId);
  expect(await getConcert(stores.db, running.concertId)).toMatchObject({
    state: 'ENDED',
    archived: true,
  });
});
