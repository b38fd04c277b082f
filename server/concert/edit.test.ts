import { expect, test } from 'vitest';
import { aPerformance, someTexts } from '#tests/support/factories.ts';
import { aHolder, outcomeOf, refusalOf } from '#tests/support/people.ts';
import { aDraft, aPoster, concertFields, inDays, versionOf } from '#tests/support/staff-world.ts';
import { ownersWorld } from '#tests/support/test-site.ts';
import { auditEntries } from '../admin/audit-log.ts';
import { concert } from '../catalog/catalog.ts';
import { defaultFeeSchedule } from '../fees/fees.schema.ts';
import { pay } from '../payment/payment.ts';
import { editedReason } from '../schema/reason.schema.ts';
import {
  addPerformance,
  createConcert,
  getConcert,
  publishConcert,
  updateConcert,
} from './concert.ts';
import { concertFields as concertFieldsSchema } from './concert.schema.ts';

const { stores, owner } = ownersWorld();

const actions = async (concertId: number) =>
  (await auditEntries(stores.db, { concertId })).items.map(({ action }) => action).reverse();
const seats = [
  { seat: 1, grade: 'VIP' as const, price: 90_000 },
  { seat: 2, grade: 'R' as const, price: 50_000 },
];

test('staff create a concert with all its fields, add dates, and publish it', async () => {
  const own = {
    ...concertFields,
    lineOpensAt: inDays(0.5),
    closesAt: inDays(20),
    cancellationFees: [{ fromDays: 2, percent: 5 }],
    holdSeconds: 60,
    offerSeconds: 90,
    policy: { capacity: 7, graceSeconds: null },
    posterId: await aPoster(stores.db),
    verifiedEmail: true,
  };
  const { concertId, version } = await createConcert(stores.db, owner.userId, own);
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
  const added = await addPerformance(stores, owner.userId, { concertId, version, startsAt, seats });
  expect(added.version).toBe(version + 1);
  const draft = await getConcert(stores.db, concertId);
  expect(draft).toMatchObject({
    lacking: [],
    performances: [{ performanceId: added.performanceId, startsAt, seats }],
  });
  const endsAt = Date.parse(draft.performances[0]?.endsAt ?? '');
  expect(endsAt - Date.parse(startsAt)).toBe(100 * 60_000);
  await publishConcert(stores, owner.userId, { concertId, version: added.version });
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
    updateConcert(stores, owner.userId, {
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
  const [unexplained] = (await auditEntries(stores.db, { concertId })).items;
  expect(unexplained).toMatchObject({ action: 'concert.update', reason: editedReason });
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
  const opened = await updateConcert(stores, owner.userId, {
    concertId,
    version: await versionOf(stores.db, concertId),
    opensAt: concertFields.opensAt,
  });
  const update = { concertId, version: opened.version, ...wrong };
  expect(await refusalOf(updateConcert(stores, owner.userId, update))).toMatchObject({
    code: 'BAD_INPUT',
    details: { issues: [{ path }] },
  });
  expect(await versionOf(stores.db, concertId)).toBe(opened.version);
  if (path !== 'opensAt')
    expect(
      await refusalOf(createConcert(stores.db, owner.userId, { ...concertFields, ...wrong })),
    ).toMatchObject({ details: { issues: [{ path }] } });
});

test('a sale that opens with the first show is refused, and one that opens just before it is not', async () => {
  const { concertId, performanceId } = await aDraft(stores.db);
  const { startsAt } = await stores.db.performance.findUniqueOrThrow({
    where: { id: performanceId },
  });
  const version = await versionOf(stores.db, concertId);
  const openAt = (ms: number) =>
    updateConcert(stores, owner.userId, {
      concertId,
      version,
      opensAt: new Date(ms).toISOString(),
    });
  expect(await refusalOf(openAt(startsAt.getTime()))).toMatchObject({
    details: { issues: [{ path: 'opensAt' }] },
  });
  expect(await outcomeOf(openAt(startsAt.getTime() - 1))).toBe('done');
});

test('both bounds of each number are accepted and kept', async () => {
  const bounds = {
    ageRating: [0, 21],
    runningMinutes: [1, 1_440],
    maxSeats: [1, 50],
    holdSeconds: [1, 3_600],
  };
  const limits = {
    capacity: [1, 100_000],
    ratePerMinute: [1, 600_000],
    sessionSeconds: [1, 86_400],
    claimSeconds: [1, 3_600],
    graceSeconds: [10, 3_600],
  };
  for (const at of [0, 1]) {
    const values = (of: Record<string, number[]>) =>
      Object.fromEntries(Object.entries(of).map(([name, both]) => [name, both[at]]));
    const given = { ...values(bounds), policy: values(limits) };
    const fields = concertFieldsSchema.parse({ ...concertFields, ...given });
    const { concertId } = await createConcert(stores.db, owner.userId, fields);
    expect(await getConcert(stores.db, concertId)).toMatchObject(given);
  }
});

test('an unknown poster is refused with its field', async () => {
  const posterId = 2_147_483_647;
  const { concertId } = await aDraft(stores.db);
  const version = await versionOf(stores.db, concertId);
  for (const attempt of [
    createConcert(stores.db, owner.userId, { ...concertFields, posterId }),
    updateConcert(stores, owner.userId, { concertId, version, posterId }),
  ])
    expect(await refusalOf(attempt)).toMatchObject({
      code: 'BAD_INPUT',
      details: { issues: [{ path: 'posterId' }] },
    });
});

test('a concert with a past performance stays editable', async () => {
  const { concertId, performanceId } = await aPerformance(stores.db);
  await stores.db.performance.update({
    where: { id: performanceId },
    data: { startsAt: new Date(inDays(-2)), endsAt: new Date(inDays(-1.9)) },
  });
  const version = await versionOf(stores.db, concertId);
  const change = { concertId, version, lineOpensAt: inDays(-4), closesAt: inDays(5) };
  expect(await outcomeOf(updateConcert(stores, owner.userId, change))).toBe('done');
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
    cancellation: {
      create: { byUserId: owner.userId, reason: 'rain', ofConcert: false, payments: 0 },
    },
  });
  const { version } = await updateConcert(stores, owner.userId, {
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
  await updateConcert(stores, owner.userId, {
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
