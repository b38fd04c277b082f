import { afterAll, beforeAll, expect, test } from 'vitest';
import { aPerformance, aPerson, someTexts } from '#tests/support/factories.ts';
import { auditNow } from '#tests/support/database-state.ts';
import { aHolder, outcomeOf, placeOf, refusalOf } from '#tests/support/people.ts';
import { aDraft, aPoster, versionOf } from '#tests/support/staff-world.ts';
import { anotherClient, testStores, type TestStores } from '#tests/support/stores.ts';
import { trpcCallerOf } from '#tests/support/trpc-caller.ts';
import { auditEntries } from '../admin/audit-log.ts';
import { concert, concertExists, concertOfPerformance, concerts } from '../catalog/catalog.ts';
import { defaultFeeSchedule } from '../fees/fees.schema.ts';
import { pay, payAndLeave } from '../payment/payment.ts';
import { assertQueueExists, join } from '../queue/queue.ts';
import { publicStats } from '../queue/snapshot/queue-snapshot.ts';
import { tick } from '../queue/ticker.ts';
import { extend, hold } from '../seating/seating.ts';
import { signedVoidTickets } from '../ticket/ticket.ts';
import {
  addPerformance,
  archiveConcert,
  cancelConcert,
  closeConcert,
  copyConcert,
  createConcert,
  getConcert,
  listConcerts,
  publishConcert,
  updateConcert,
} from './concert.ts';

let stores: TestStores;
let actorId: string;
beforeAll(async () => {
  stores = await testStores();
  actorId = await aPerson(stores.db, 'OWNER');
});
afterAll(async () => {
  expect((await auditNow()).filter(({ breaches }) => breaches > 0)).toEqual([]);
  await stores.close();
});

const dayMs = 86_400_000;
const inDays = (days: number) => new Date(Date.now() + days * dayMs).toISOString();
const fields = {
  ...someTexts,
  ageRating: 12,
  runningMinutes: 100,
  opensAt: inDays(1),
  maxSeats: 2,
  orphanRule: true,
};
const actions = async (concertId: number) =>
  (await auditEntries(stores.db, { concertId })).items.map(({ action }) => action).reverse();
const seats = [
  { seat: 1, grade: 'VIP' as const, price: 90_000 },
  { seat: 2, grade: 'R' as const, price: 50_000 },
];

test('staff create a concert with all its fields, add dates, and publish it', async () => {
  const own = {
    ...fields,
    lineOpensAt: inDays(0.5),
    closesAt: inDays(20),
    cancellationFees: [{ fromDays: 2, percent: 5 }],
    holdSeconds: 60,
    policy: { capacity: 7, graceSeconds: null },
    posterId: await aPoster(stores.db),
    verifiedEmail: true,
  };
  const { concertId, version } = await createConcert(stores.db, actorId, own);
  const limits = { ratePerMinute: null, sessionSeconds: null, claimSeconds: null };
  expect(await getConcert(stores.db, concertId)).toEqual({
    ...own,
    policy: { ...own.policy, ...limits },
    concertId,
    version,
    state: 'DRAFT',
    archived: false,
    performances: [],
    cancellation: null,
    lacking: ['dates'],
  });
  const startsAt = inDays(30);
  const added = await addPerformance(stores, actorId, { concertId, version, startsAt, seats });
  expect(added.version).toBe(version + 1);
  const draft = await getConcert(stores.db, concertId);
  expect(draft).toMatchObject({
    lacking: [],
    performances: [{ performanceId: added.performanceId, startsAt, seats }],
  });
  const endsAt = Date.parse(draft.performances[0]?.endsAt ?? '');
  expect(endsAt - Date.parse(startsAt)).toBe(100 * 60_000);
  await publishConcert(stores, actorId, { concertId, version: added.version });
  expect(await concert(stores.db, concertId)).toMatchObject({
    state: 'PUBLISHED',
    saleState: 'UPCOMING',
    title: '공연',
    texts: someTexts,
    ageRating: 12,
    runningMinutes: 100,
    poster: { posterId: own.posterId, sizes: [{ width: 320, height: 480 }] },
    maxSeats: 2,
    closesAt: own.closesAt,
    dates: [
      {
        grades: [
          { grade: 'VIP', price: 90_000 },
          { grade: 'R', price: 50_000 },
        ],
      },
    ],
  });
  expect(await actions(concertId)).toEqual([
    'concert.create',
    'performance.add',
    'concert.publish',
  ]);
});

test('each field can be changed separately, null resets it, and the audit has the change', async () => {
  const { concertId } = await aPerformance(stores.db);
  const update = async (change: object) =>
    updateConcert(stores, actorId, {
      concertId,
      version: await versionOf(stores.db, concertId),
      ...change,
    });
  const before = await getConcert(stores.db, concertId);
  const changes = {
    title: { ko: '새 제목', ja: '新しい' },
    venue: { ko: '새 홀' },
    description: { ko: '설명\n두 줄' },
    notices: { ko: '', en: 'No photos' },
    ageRating: 19,
    runningMinutes: 1,
    opensAt: inDays(2),
    lineOpensAt: inDays(1),
    closesAt: inDays(3),
    maxSeats: 50,
    orphanRule: true,
    cancellationFees: [],
    holdSeconds: 30,
    posterId: await aPoster(stores.db),
    verifiedEmail: true,
  };
  for (const [name, value] of Object.entries(changes)) {
    await update({ [name]: value });
    expect(await getConcert(stores.db, concertId)).toMatchObject({ [name]: value });
  }
  await update({ policy: { sessionSeconds: 90 } });
  await update({ policy: { claimSeconds: 30 } });
  const { version, ...after } = await getConcert(stores.db, concertId);
  const [date] = before.performances;
  const endsAt = new Date(Date.parse(date?.startsAt ?? '') + 60_000).toISOString();
  expect(after).toEqual({
    ...before,
    ...changes,
    performances: [{ ...date, endsAt }],
    policy: { ...before.policy, sessionSeconds: 90, claimSeconds: 30 },
    version: undefined,
  });
  // The new end of the date raises the version, too.
  expect(version).toBe(before.version + Object.keys(changes).length + 3);
  await update({ lineOpensAt: null, closesAt: null, cancellationFees: null, posterId: null });
  expect(await getConcert(stores.db, concertId)).toMatchObject({
    lineOpensAt: null,
    closesAt: null,
    cancellationFees: null,
    posterId: null,
  });
  expect((await concert(stores.db, concertId)).cancellationFees).toEqual(defaultFeeSchedule);
  await update({ maxSeats: 3, reason: '인기가 많아서' });
  const [entry] = (await auditEntries(stores.db, { concertId })).items;
  expect(entry).toMatchObject({ action: 'concert.update', reason: '인기가 많아서' });
  expect(entry?.after).toEqual({ maxSeats: 3 });
});

test('a change and its audit entry are one commit', async () => {
  const { concertId } = await aPerformance(stores.db);
  const version = await versionOf(stores.db, concertId);
  const unknownUser = '00000000-0000-4000-8000-000000000000';
  await expect(
    updateConcert(stores, unknownUser, { concertId, version, ageRating: 3 }),
  ).rejects.toThrow();
  expect(await versionOf(stores.db, concertId)).toBe(version);
});

test.each([
  [{ lineOpensAt: inDays(2) }, 'lineOpensAt'],
  [{ closesAt: inDays(0.9) }, 'closesAt'],
  [{ opensAt: inDays(31) }, 'opensAt'],
])('times in the wrong order are refused with the field: %o', async (wrong, path) => {
  const { concertId } = await aDraft(stores.db); // its performance starts in 30 days
  const opened = await updateConcert(stores, actorId, {
    concertId,
    version: await versionOf(stores.db, concertId),
    opensAt: fields.opensAt,
  });
  const update = { concertId, version: opened.version, ...wrong };
  expect(await refusalOf(updateConcert(stores, actorId, update))).toMatchObject({
    code: 'BAD_INPUT',
    details: { issues: [{ path }] },
  });
  expect(await versionOf(stores.db, concertId)).toBe(opened.version);
  if (path !== 'opensAt')
    expect(
      await refusalOf(createConcert(stores.db, actorId, { ...fields, ...wrong })),
    ).toMatchObject({ details: { issues: [{ path }] } });
});

test('a concert with a past performance stays editable', async () => {
  const { concertId, performanceId } = await aPerformance(stores.db);
  await stores.db.performance.update({
    where: { id: performanceId },
    data: { startsAt: new Date(inDays(-2)), endsAt: new Date(inDays(-1.9)) },
  });
  const version = await versionOf(stores.db, concertId);
  const change = { concertId, version, lineOpensAt: inDays(-4), closesAt: inDays(5) };
  expect(await outcomeOf(updateConcert(stores, actorId, change))).toBe('done');
});

test('a running time gives coming dates a new end, and past and cancelled dates keep theirs', async () => {
  const { concertId, performanceId } = await aPerformance(stores.db);
  const dateIn = async (days: number, more = {}) => {
    const startsAt = new Date(inDays(days));
    const endsAt = new Date(startsAt.getTime() + 60 * 60_000);
    const data = { concertId, startsAt, endsAt, ...more };
    return (await stores.db.performance.create({ data, select: { id: true } })).id;
  };
  const running = await dateIn(-0.02);
  const past = await dateIn(-2);
  const cancelled = await dateIn(9, {
    cancelledAt: new Date(),
    cancellation: { create: { byUserId: actorId, reason: 'rain', ofConcert: false, payments: 0 } },
  });
  const { version } = await updateConcert(stores, actorId, {
    concertId,
    version: await versionOf(stores.db, concertId),
    runningMinutes: 150,
  });
  expect(await versionOf(stores.db, concertId)).toBe(version);
  const dates = await stores.db.performance.findMany({ where: { concertId } });
  const minutes = (id: number) => {
    const date = dates.find((each) => each.id === id);
    return ((date?.endsAt.getTime() ?? 0) - (date?.startsAt.getTime() ?? 0)) / 60_000;
  };
  expect([performanceId, running, past, cancelled].map(minutes)).toEqual([150, 150, 60, 60]);
});

test('a longer running time voids no ticket code, and calendars learn the new end', async () => {
  const holder = await aHolder(stores, { money: 50_000 });
  const { concertId, performanceId } = holder.show;
  const { tickets } = await pay(stores.db, { ...holder, idempotencyKey: 'pay-once-1' });
  await updateConcert(stores, actorId, {
    concertId,
    version: await versionOf(stores.db, concertId),
    runningMinutes: 150,
  });
  const ticket = { where: { id: tickets[0]?.ticketId ?? 0 } };
  expect(await stores.db.ticket.findUniqueOrThrow(ticket)).toMatchObject({ issue: 1 });
  expect(await stores.db.performance.findUnique({ where: { id: performanceId } })).toMatchObject({
    revision: 1,
  });
});

test('a publication lists everything that is lacking, and changes nothing', async () => {
  const bare = await createConcert(stores.db, actorId, {
    ...fields,
    title: { ko: '제목' },
    venue: { ko: '장소' },
    description: { ko: '' },
    notices: { ko: '안내' },
  });
  expect(await refusalOf(publishConcert(stores, actorId, bare))).toMatchObject({
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
  expect(await refusalOf(publishConcert(stores, actorId, { concertId, version }))).toMatchObject({
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
  const publish = (read: number) => publishConcert(stores, actorId, { concertId, version: read });
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
  const { call } = trpcCallerOf(stores, actorId);
  expect(await call.catalog.concert({ concertId })).toMatchObject({ state: 'DRAFT' });
  expect(await call.admin.overview({ concertId })).toMatchObject({ waiting: 0, available: 50 });
  expect(await call.admin.seatMap({ performanceId })).toHaveLength(50);
  await call.admin.queue.set({ concertId, capacity: 3, reason: 'before the publication' });
  await publishConcert(stores, actorId, {
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
  await closeConcert(stores, actorId, {
    concertId,
    version: await versionOf(stores.db, concertId),
    reason: '조기 마감',
  });
  return { ...holder, waiting, concertId };
}

test('a closed sale refuses joins, holds and extensions at once, and live holds can still be paid', async () => {
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
    extend(stores, turn, reservationId),
  ];
  expect(await Promise.all(asked.map(outcomeOf))).toEqual(Array(4).fill('SALE_CLOSED'));
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
  await closeConcert(stores, actorId, { concertId, version, reason: '조기 마감' });
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
  await cancelConcert(stores, actorId, {
    concertId,
    reason: 'x',
    idempotencyKey: 'cancel-it-1',
  });
  expect(await outcomeOf(join(stores, turn.userId, concertId))).toBe('SALE_CLOSED');
});

test('a hold of a cancelled concert cannot be paid, extended or added to', async () => {
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
  expect(await concert(stores.db, show.concertId)).toMatchObject({ saleState: 'CANCELLED' });
});

test('the sale closes at closesAt by the database’s clock, before the last performance', async () => {
  const { show, turn, reservationId } = await aHolder(stores);
  const { concertId, performanceId } = show;
  const version = () => versionOf(stores.db, concertId);
  const update = async (closesAt: string | null) =>
    updateConcert(stores, actorId, { concertId, version: await version(), closesAt });
  await update(inDays(-0.5));
  expect(await outcomeOf(hold(stores, turn, { performanceId, seats: [2] }))).toBe('SALE_CLOSED');
  expect(await outcomeOf(extend(stores, turn, reservationId))).toBe('SALE_CLOSED');
  expect(await outcomeOf(join(stores, await aPerson(stores.db), concertId))).toBe('SALE_CLOSED');
  expect(await concert(stores.db, concertId)).toMatchObject({
    state: 'PUBLISHED',
    saleState: 'ENDED',
  });
  await update(null);
  expect(await outcomeOf(extend(stores, turn, reservationId))).toBe('done');
  expect(await outcomeOf(join(stores, await aPerson(stores.db), concertId))).toBe('done');
});

test('a change of the queue’s times by one instance reaches another within two seconds, even without Redis', async () => {
  const { concertId } = await aPerformance(stores.db);
  await join(stores, await aPerson(stores.db), concertId);
  const other = { db: anotherClient(stores.db), redis: stores.redis };
  const unreachable = new Proxy(stores.redis, {
    get: () => () => Promise.reject(new Error('Connection is closed')),
  });
  await updateConcert({ db: stores.db, redis: unreachable }, actorId, {
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
  const cancellation = { byUserId: actorId, reason: 'rain', ofConcert: false, payments: 0 };
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
    closeConcert(stores, actorId, {
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

test('an ended concert leaves the catalog and rejoins it; a running one does not', async () => {
  const { concertId } = await aClosed();
  const archive = async (archived: boolean, id = concertId) =>
    archiveConcert(stores, actorId, {
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

test('a copy is a draft with the dates and seats of its original, some days later', async () => {
  const { show } = await aHolder(stores, { seats: [1, 2] });
  await stores.db.seat.updateMany({
    where: { performanceId: show.performanceId, number: 3 },
    data: { blockedReason: '음향석' },
  });
  const original = await getConcert(stores.db, show.concertId);
  const { concertId } = await copyConcert(stores.db, actorId, {
    concertId: show.concertId,
    shiftDays: 7,
  });
  const later = (iso: string) => new Date(Date.parse(iso) + 7 * dayMs).toISOString();
  const copy = await getConcert(stores.db, concertId);
  const [date] = original.performances;
  expect(copy).toMatchObject({
    title: original.title,
    policy: original.policy,
    state: 'DRAFT',
    opensAt: later(original.opensAt),
    performances: [{ startsAt: later(date?.startsAt ?? ''), seats: date?.seats }],
  });
  const copied = await stores.db.seat.findMany({ where: { performance: { concertId } } });
  expect(copied).toHaveLength(50);
  expect(
    copied.filter((seat) => seat.reservationId !== null || seat.blockedReason !== null),
  ).toEqual([]);
  expect(
    await refusalOf(copyConcert(stores.db, actorId, { concertId, shiftDays: 3_650 * 8 })),
  ).toMatchObject({ details: { issues: [{ path: 'shiftDays' }] } });
});

test('the list has pages and filters, newest first', async () => {
  for (let made = 0; made < 51; made++) await createConcert(stores.db, actorId, fields);
  const first = await listConcerts(stores.db, { state: 'DRAFT' });
  expect(first.items).toHaveLength(50);
  const rest = await listConcerts(stores.db, { state: 'DRAFT', cursor: first.cursor ?? 0 });
  const ids = [...first.items, ...rest.items].map(({ concertId }) => concertId);
  expect(ids).toEqual(ids.toSorted((a, b) => b - a));
  expect(new Set(ids).size).toBe(ids.length);
  expect(await stores.db.concert.count({ where: { state: 'DRAFT' } })).toBeGreaterThanOrEqual(51);
  const published = await listConcerts(stores.db, { state: 'PUBLISHED', archived: false });
  for (const { state } of published.items) expect(state).toBe('PUBLISHED');
});

test('an unknown concert is NOT_FOUND', async () => {
  const concertId = 2_147_483_647;
  const asked = [
    getConcert(stores.db, concertId),
    updateConcert(stores, actorId, { concertId, version: 1 }),
    publishConcert(stores, actorId, { concertId, version: 1 }),
    closeConcert(stores, actorId, { concertId, version: 1, reason: 'x' }),
    archiveConcert(stores, actorId, { concertId, version: 1, archived: true }),
    copyConcert(stores.db, actorId, { concertId, shiftDays: 1 }),
    addPerformance(stores, actorId, { concertId, version: 1, startsAt: inDays(3), seats }),
  ];
  expect(await Promise.all(asked.map(outcomeOf))).toEqual(asked.map(() => 'NOT_FOUND'));
});
