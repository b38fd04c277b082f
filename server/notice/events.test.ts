import { afterAll, beforeAll, expect, test } from 'vitest';
import { releaseHold } from '../admin/release-hold.ts';
import { cancelConcert, movePerformance } from '../concert/concert.ts';
import { sendDueMails } from '../mail/mail.ts';
import { cancel, pay } from '../payment/payment.ts';
import { join, leave, placesSoon } from '../queue/queue.ts';
import { drainQueues, tick } from '../queue/ticker.ts';
import { newSnapshot } from '#tests/support/full-queue.ts';
import { aPerformance, aPerson, people } from '#tests/support/factories.ts';
import { aHolder, endHoldIn, until } from '#tests/support/people.ts';
import { type PushService, startPushService } from '#tests/support/push-service.ts';
import { anotherClient } from '#tests/support/stores.ts';
import { versionOf } from '#tests/support/staff-world.ts';
import { mailWorld } from '#tests/support/test-site.ts';
import { type Choices, defaultChoices } from './choices.schema.ts';
import {
  announceByTime,
  announceSoon,
  eraseOldEvents,
  follow,
  planMessages,
  recordNotice,
  setChoices,
} from './notice.ts';

const { stores, server } = mailWorld();
let service: PushService;
let actorId: string;
beforeAll(async () => {
  service = await startPushService();
  actorId = await aPerson(stores.db, 'OWNER');
});
afterAll(() => service.close());

const minute = 60_000;
const hour = 60 * minute;

/** Gives a person a browser that receives pushes. */
async function aBrowser(userId: string): Promise<number> {
  const { endpoint, keys } = service.browser();
  const data = { userId, endpoint, ...keys };
  return (await stores.db.pushSubscription.create({ data })).id;
}
const bookingBy = (...channels: Choices['booking']) => ({ booking: channels });
const kindsOf = async (userId: string) =>
  (await stores.db.noticeEvent.findMany({ where: { userId }, orderBy: { createdAt: 'asc' } })).map(
    ({ kind }) => kind,
  );

/** Plans all events, and returns the person's messages as channel and kind. */
async function messagesTo(userId: string): Promise<string[]> {
  await planMessages(stores.db);
  const mails = await stores.db.mail.findMany({ where: { userId, kind: 'NOTICE' } });
  const pushes = await stores.db.push.findMany({
    where: { subscription: { userId } },
    include: { event: true },
  });
  return [
    ...mails.map(({ facts }) => `EMAIL ${(facts as { kind: string }).kind}`),
    ...pushes.map(({ event }) => `PUSH ${event.kind}`),
  ].sort();
}
const startsIn = (performanceId: number, ms: number) =>
  stores.db.performance.update({
    where: { id: performanceId },
    data: { startsAt: new Date(Date.now() + ms), endsAt: new Date(Date.now() + ms + 2 * hour) },
  });

test('a payment is mailed with its seats, and its refund with the amount', async () => {
  const buyer = await aHolder(stores, { money: 100_000, seats: [3, 4] });
  const { userId, reservationId } = buyer;
  await aBrowser(userId);
  await pay(stores.db, { ...buyer, idempotencyKey: 'the-payment' });
  expect(await messagesTo(userId)).toEqual(['EMAIL BOOKED']);
  await cancel(stores.db, { userId, reservationId, idempotencyKey: 'the-refund' });
  expect(await messagesTo(userId)).toEqual(['EMAIL BOOKED', 'EMAIL REFUNDED']);
  server.mails.length = 0;
  await sendDueMails(stores.db);
  const mailOf = (start: string) => server.mails.find(({ subject }) => subject?.startsWith(start));
  const [booked, refunded] = [mailOf('예매했어요'), mailOf('환불했어요')];
  expect(booked?.text).toContain('좌석 3·4번 · 100,000원');
  expect(booked?.text).toContain(`/reservations/${String(reservationId)}`);
  expect(refunded?.text).toContain('100,000원을 지갑으로 돌려 드렸어요.');
});

test('a payment that is undone leaves no message', async () => {
  const buyer = await aHolder(stores, { money: 100 });
  const { userId } = buyer;
  await expect(pay(stores.db, { ...buyer, idempotencyKey: 'too-little' })).rejects.toThrow(
    'INSUFFICIENT_BALANCE',
  );
  expect(await kindsOf(userId)).toEqual([]);
});

test('channels are those of the choice, and a subscription from before a reset gets none', async () => {
  const buyer = async (choices: Partial<Choices>) => {
    const holder = await aHolder(stores, { money: 50_000 });
    await aBrowser(holder.userId);
    await setChoices(stores.db, holder.userId, { ...defaultChoices, ...choices });
    await pay(stores.db, { ...holder, idempotencyKey: 'the-payment' });
    return holder.userId;
  };
  expect(await messagesTo(await buyer(bookingBy('PUSH')))).toEqual(['PUSH BOOKED']);
  expect(await messagesTo(await buyer(bookingBy()))).toEqual([]);
  const both = bookingBy('EMAIL', 'PUSH');
  expect(await messagesTo(await buyer(both))).toEqual(['EMAIL BOOKED', 'PUSH BOOKED']);
  const resetBy = await buyer(both);
  await stores.db.user.update({
    where: { id: resetBy },
    data: { credentialVersion: 1, credentialsChangedAt: new Date() },
  });
  expect(await messagesTo(resetBy)).toEqual(['EMAIL BOOKED']);
});

test('a hold is announced once in its last minute, and once more after an extension', async () => {
  const { userId, reservationId } = await aHolder(stores);
  const round = async () => {
    await Promise.all([announceByTime(stores.db), announceByTime(anotherClient(stores.db))]);
    return kindsOf(userId);
  };
  const create = (ago: number) =>
    stores.db.reservation.update({
      where: { id: reservationId },
      data: { createdAt: new Date(Date.now() - ago) },
      select: { id: true },
    });
  expect(await round()).toEqual([]);
  await create(4 * minute);
  await endHoldIn(stores, reservationId, 55_000);
  expect(await round()).toEqual(['HOLD_ENDS']);
  expect(await round()).toEqual(['HOLD_ENDS']);
  await stores.db.reservation.update({
    where: { id: reservationId },
    data: { extensions: 1 },
    select: { id: true },
  });
  expect(await round()).toEqual(['HOLD_ENDS', 'HOLD_ENDS']);
});

test('a hold of less than two minutes is not announced', async () => {
  const { userId, reservationId } = await aHolder(stores);
  await endHoldIn(stores, reservationId, 30_000);
  await announceByTime(stores.db);
  expect(await kindsOf(userId)).toEqual([]);
});

test('a reminder goes once to each owner on the day before the show, and again after a move', async () => {
  const holder = await aHolder(stores, { money: 100_000, seats: [5] });
  const { userId, show } = holder;
  const late = await aHolder(stores, { money: 100_000, seats: [6], show });
  for (const buyer of [holder, late])
    await pay(stores.db, { ...buyer, idempotencyKey: 'the-payment' });
  // Payments refuse changes, so this transaction runs without their triggers.
  await stores.db.$transaction([
    stores.db.$executeRaw`SET LOCAL session_replication_role = replica`,
    stores.db.$executeRaw`UPDATE payments SET paid_at = now() - interval '2 days'
                          WHERE reservation_id = ${holder.reservationId}`,
  ]);
  const reminders = async (of: string) =>
    (await kindsOf(of)).filter((kind) => kind === 'REMINDER').length;
  const round = async () => {
    await Promise.all([announceByTime(stores.db), announceByTime(anotherClient(stores.db))]);
    return [await reminders(userId), await reminders(late.userId)];
  };
  await startsIn(show.performanceId, 25 * hour);
  expect(await round()).toEqual([0, 0]);
  await startsIn(show.performanceId, 23 * hour);
  expect(await round()).toEqual([1, 0]);
  expect(await round()).toEqual([1, 0]);
  await startsIn(show.performanceId, 22 * hour);
  expect(await round()).toEqual([2, 0]);
  expect(await messagesTo(userId)).toContain('EMAIL REMINDER');
});

test('followers learn once that the queue opens; who follows later does not', async () => {
  const [early, late] = [await aPerson(stores.db), await aPerson(stores.db)];
  const { concertId } = await aPerformance(stores.db);
  const opensIn = (ms: number) =>
    stores.db.concert.update({
      where: { id: concertId },
      data: { opensAt: new Date(Date.now() + ms) },
    });
  await opensIn(40 * minute);
  await follow(stores.db, early, { concertId, on: true });
  await announceByTime(stores.db);
  expect(await kindsOf(early)).toEqual([]);
  await opensIn(20 * minute);
  await announceByTime(stores.db);
  await follow(stores.db, late, { concertId, on: true });
  await announceByTime(stores.db);
  expect([await kindsOf(early), await kindsOf(late)]).toEqual([['OPEN'], []]);
});

test('a turn is announced to people with a browser, once, with the end of the claim time', async () => {
  const { concertId } = await aPerformance(stores.db, { capacity: 1, claimSeconds: 90 });
  const [first = '', quiet = '', loud = ''] = await people(stores.db, 3);
  for (const userId of [first, quiet, loud]) await join(stores, userId, concertId);
  await aBrowser(loud);
  for (const userId of [first, quiet]) {
    await leave(stores, userId, concertId);
    await until(async () => {
      await tick(stores);
      await drainQueues(stores);
      return (await stores.db.turn.count({ where: { concertId } })) > 1;
    });
  }
  await until(async () => {
    await tick(stores);
    await drainQueues(stores);
    return (await kindsOf(loud)).length > 0;
  });
  await drainQueues(stores);
  expect([await kindsOf(quiet), await kindsOf(loud)]).toEqual([[], ['TURN']]);
  const event = await stores.db.noticeEvent.findFirstOrThrow({ where: { userId: loud } });
  const left = event.expiresAt.getTime() - Date.now();
  expect(left).toBeGreaterThan(70_000);
  expect(left).toBeLessThanOrEqual(91_000);
  expect(await messagesTo(loud)).toEqual(['PUSH TURN']);
});

test('people whose turn comes in one to five minutes learn it once', async () => {
  const { concertId } = await aPerformance(stores.db, { capacity: 1_000, ratePerMinute: 1 });
  const waiting = await people(stores.db, 12);
  for (const userId of waiting) {
    await join(stores, userId, concertId);
    await aBrowser(userId);
  }
  await newSnapshot(stores, concertId);
  await Promise.all([announceSoon(stores), announceSoon(stores)]);
  const counts = await Promise.all(
    waiting.map(async (userId) => (await kindsOf(userId)).filter((kind) => kind === 'SOON').length),
  );
  // The first person is admitted at once, and each minute one more.
  expect(counts.reduce((sum, count) => sum + count)).toBeGreaterThanOrEqual(3);
  expect(Math.max(...counts)).toBe(1);
  expect(counts.slice(7)).toEqual([0, 0, 0, 0, 0]);
  expect((await placesSoon(stores)).filter((found) => found.concertId === concertId)).toEqual([]);
  const event = await stores.db.noticeEvent.findFirstOrThrow({
    where: { concertId, kind: 'SOON' },
  });
  expect((event.data as { minutes: number }).minutes).toBeGreaterThanOrEqual(1);
});

test('what staff do to a hold, a date and a concert is announced by the notice of the change', async () => {
  const held = await aHolder(stores);
  await releaseHold(stores.db, actorId, {
    reservationId: held.reservationId,
    reason: 'a broken seat',
  });
  expect(await kindsOf(held.userId)).toEqual(['HOLD_RELEASED']);
  const buyer = await aHolder(stores, { money: 50_000 });
  await pay(stores.db, { ...buyer, idempotencyKey: 'the-payment' });
  await movePerformance(stores, actorId, {
    performanceId: buyer.show.performanceId,
    version: await versionOf(stores.db, buyer.show.concertId),
    startsAt: new Date(Date.now() + 50 * 24 * hour).toISOString(),
    reason: 'a storm',
  });
  await cancelConcert(stores, actorId, {
    concertId: buyer.show.concertId,
    reason: 'the hall is closed',
    idempotencyKey: 'the-cancellation',
  });
  expect(await kindsOf(buyer.userId)).toEqual(['BOOKED', 'DATE_MOVED', 'CONCERT_CANCELLED']);
  expect(await messagesTo(buyer.userId)).toEqual([
    'EMAIL BOOKED',
    'EMAIL CONCERT_CANCELLED',
    'EMAIL DATE_MOVED',
  ]);
  server.mails.length = 0;
  await sendDueMails(stores.db);
  const mail = server.mails.find(({ subject }) => subject?.startsWith('공연이 취소됐어요'));
  expect(mail?.text).toContain('사유: the hall is closed');
});

test('notices from before this announce only shows that are ahead', async () => {
  const [ahead, over] = [await aHolder(stores), await aHolder(stores)];
  await startsIn(over.show.performanceId, -hour);
  await stores.db.$executeRaw`ALTER TABLE notices DISABLE TRIGGER notices_announced`;
  for (const { userId, show } of [ahead, over])
    await recordNotice(stores.db, {
      userId,
      kind: 'DATE_MOVED',
      change: 'an-earlier-move',
      ...show,
      data: { reason: 'a storm', from: new Date().toISOString(), to: new Date().toISOString() },
    });
  await stores.db.$executeRaw`ALTER TABLE notices ENABLE TRIGGER notices_announced`;
  expect(await kindsOf(ahead.userId)).toEqual([]);
  const announceAll = () => stores.db.$executeRaw`SELECT announce_notice(n) FROM notices n`;
  await announceAll(); // as the migration does
  await announceAll();
  expect([await kindsOf(ahead.userId), await kindsOf(over.userId)]).toEqual([['DATE_MOVED'], []]);
});

/** Number of planned messages beyond one per event, for 40 events with both channels. */
async function repeatedMessages(plan: () => Promise<unknown>): Promise<number> {
  const { userId } = await aHolder(stores);
  await aBrowser(userId);
  await stores.db.noticeEvent.createMany({
    data: Array.from({ length: 40 }, (_, at) => ({
      userId,
      kind: 'GIFT_OFFERED',
      cause: `gift-${String(at)}`,
      expiresAt: new Date(Date.now() + hour),
    })),
  });
  await Promise.all([plan(), plan()]);
  return (await messagesTo(userId)).length - 80;
}

test('two instances that plan at once write each message once', async () => {
  const clients = [stores.db, anotherClient(stores.db)];
  expect(await repeatedMessages(() => planMessages(clients.pop() ?? stores.db))).toBe(0);
});

test('negative control: without the claim and the unique key, two instances write each message twice', async () => {
  const unclaimed = async () => {
    for (const { userId, id } of await stores.db.noticeEvent.findMany({
      where: { plannedAt: null },
    }))
      await stores.db.mail.create({
        data: {
          kind: 'NOTICE',
          cause: `${id}-${String(Math.random())}`,
          userId,
          address: 'a@jari.example',
          language: 'ko',
          facts: { kind: 'GIFT_OFFERED' },
        },
        select: { id: true },
      });
  };
  expect(await repeatedMessages(unclaimed)).toBe(80);
});

test('events are erased after 30 days, with their pushes', async () => {
  const { userId } = await aHolder(stores);
  const subscriptionId = await aBrowser(userId);
  const event = (cause: string, daysAgo: number) =>
    stores.db.noticeEvent.create({
      data: {
        userId,
        kind: 'GIFT_OFFERED',
        cause,
        createdAt: new Date(Date.now() - daysAgo * 24 * hour),
        expiresAt: new Date(),
        pushes: { create: { subscriptionId } },
      },
    });
  await event('old', 31);
  await event('young', 29);
  await eraseOldEvents(stores.db);
  expect(await stores.db.noticeEvent.findMany({ where: { userId } })).toMatchObject([
    { cause: 'young' },
  ]);
  expect(await stores.db.push.count({ where: { subscriptionId } })).toBe(1);
});
