import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { removeFromQueue } from '../admin/queue-places.ts';
import { pay } from '../payment/payment.ts';
import { join, leave } from '../queue/queue.ts';
import { drainAll } from '../queue/recovery/drain.ts';
import { keysOf } from '../queue/redis/commands.ts';
import { aPerformance, aPerson, giveRole } from '#tests/support/factories.ts';
import { aHolder, admitted, outcomeOf, placeOf } from '#tests/support/people.ts';
import { testStores, type TestStores } from '#tests/support/stores.ts';
import { trpcCallerOf } from '#tests/support/trpc-caller.ts';

let stores: TestStores;
let owner: ReturnType<typeof peopleOf>;
beforeAll(async () => {
  stores = await testStores();
  owner = peopleOf(await aPerson(stores.db, 'OWNER'));
});
afterAll(() => stores.close());

const peopleOf = (userId: string) => trpcCallerOf(stores, userId).call.admin.people;
const staffOf = async (role: 'MANAGER' | 'SUPPORT' | 'AUDITOR', at: number | null = null) =>
  peopleOf(await aPerson(stores.db, role, at));
const idsOf = ({ items }: { items: { userId: string }[] }) => items.map(({ userId }) => userId);

/** Creates a user without any place. */
async function named(name: string, email = `${randomUUID()}@jari.example`): Promise<string> {
  const { id } = await stores.db.user.create({ data: { name, email }, select: { id: true } });
  return id;
}

async function aTicketHolder(name = 'A person') {
  const person = await named(name);
  const holder = await aHolder(stores, { money: 200_000, seats: [1, 2], person });
  const { userId, reservationId, turn } = holder;
  const paid = await pay(stores.db, { userId, reservationId, turn, idempotencyKey: 'bought-it' });
  return { ...holder, ...paid };
}

test('an owner finds a person by each form in which pages print a number, and by user id', async () => {
  // A reservation without a ticket of the same number, so that each form has one owner.
  const { userId, reservationId, tickets } = await aTicketHolder();
  const ticketId = tickets[0]?.ticketId ?? 0;
  const details = await trpcCallerOf(stores, userId).call.reservation.get({ reservationId });
  const texts = [
    `예매 ${String(reservationId)}`,
    `예매 번호 ${String(reservationId)}`,
    `예매번호: ${String(reservationId)}번`,
    `Booking no. ${String(reservationId)}`,
    `予約番号 ${String(reservationId)}`,
    `订单号 ${String(reservationId)}`,
    `reservation #${String(reservationId)}`,
    `티켓 번호 ${String(ticketId)}`,
    `Ticket no. ${String(ticketId)}`,
    details.tickets[0]?.token ?? '',
    userId,
    userId.toUpperCase(),
  ];
  for (const q of texts) expect([q, idsOf(await owner.find({ q }))]).toEqual([q, [userId]]);
  expect(idsOf(await owner.find({ q: String(reservationId) }))).toContain(userId);
  expect(idsOf(await owner.find({ q: String(ticketId) }))).toContain(userId);
  for (const q of ['예매 2147483648', '9999999999', '2147483647', randomUUID(), 'x.y.z'])
    expect(await owner.find({ q })).toEqual({ items: [], cursor: null });
});

test('an owner finds people by the beginning of an e-mail address or a name, in any case', async () => {
  const word = `q${randomUUID().slice(0, 8)}`;
  const byEmail = await named('Another person', `${word}@jari.example`);
  const byName = await named(`${word.toUpperCase()} Kim`);
  const both = await named(`${word} Lee`, `${word}.lee@jari.example`);
  await named(`Kim ${word}`, `kim.${word}@jari.example`);
  const found = await owner.find({ q: word.toUpperCase() });
  expect(idsOf(found).toSorted()).toEqual([byEmail, byName, both].toSorted());
  expect(found.items[0]).toEqual({
    userId: both,
    name: `${word} Lee`,
    email: `${word}.lee@jari.example`,
  });
  expect(idsOf(await owner.find({ q: `${word}@` }))).toEqual([byEmail]);
  for (const q of [`${word.slice(0, 4)}%`, `${word.slice(0, 4)}_`, '%', '_'])
    expect(idsOf(await owner.find({ q }))).not.toContain(byName);
});

test('pages list everyone once, also people of equal names and of both an e-mail address and a name', async () => {
  const word = `w${randomUUID().slice(0, 8)}`;
  const expected = [
    ...(await Promise.all(Array.from({ length: 25 }, () => named(word)))),
    ...(await Promise.all(
      Array.from({ length: 20 }, (_, at) => named(word, `${word}${String(at)}@jari.example`)),
    )),
  ];
  const pages: string[][] = [];
  let cursor: string | null | undefined;
  do {
    const page = await owner.find({ q: word, ...(cursor != null && { cursor }) });
    pages.push(idsOf(page));
    ({ cursor } = page);
  } while (cursor !== null);
  expect(Math.max(...pages.map(({ length }) => length))).toBe(20);
  expect(pages.flat().toSorted()).toEqual(expected.toSorted());
});

test('support and auditors see masked names, and must give a whole e-mail address or name', async () => {
  const word = `s${randomUUID().slice(0, 8)}`;
  const email = `${word}@jari.example`;
  const userId = await named(`김${word}`, email);
  for (const role of ['SUPPORT', 'AUDITOR'] as const) {
    const { find, get } = await staffOf(role);
    const item = { userId, name: '김**', email: 's***@jari.example' };
    for (const q of [email, email.toUpperCase(), `김${word}`])
      expect(await find({ q })).toEqual({ items: [item], cursor: null });
    for (const q of [
      word,
      `${word}@`,
      `${word}@jari.exampl`,
      '김',
      `김${word.slice(0, -1)}`,
      '김**',
    ])
      expect([q, await find({ q })]).toEqual([q, { items: [], cursor: null }]);
    expect(await get({ userId })).toMatchObject(item);
  }
  expect(await (await staffOf('MANAGER')).get({ userId })).toMatchObject({ email });
});

test('grants for named concerts find only people of these concerts, and show only their reservations there', async () => {
  const here = await aTicketHolder(`here ${randomUUID()}`);
  const elsewhere = await aTicketHolder();
  await aHolder(stores, { person: here.userId });
  const { concertId } = here.show;
  const waiting = await named('Waiting');
  await stores.db.concert.update({
    where: { id: concertId },
    data: { capacity: 1 },
    select: { id: true },
  });
  await admitted(stores, here.show);
  await join(stores, waiting, concertId);
  const emailOf = async (userId: string) => (await owner.get({ userId })).email;
  for (const role of ['SUPPORT', 'AUDITOR', 'MANAGER'] as const) {
    const { find, get } = await staffOf(role, concertId);
    expect(idsOf(await find({ q: await emailOf(here.userId) }))).toEqual([here.userId]);
    expect(idsOf(await find({ q: `예매 ${String(here.reservationId)}` }))).toEqual([here.userId]);
    expect(idsOf(await find({ q: await emailOf(elsewhere.userId) }))).toEqual([]);
    expect(idsOf(await find({ q: `예매 ${String(elsewhere.reservationId)}` }))).toEqual([]);
    expect(await outcomeOf(get({ userId: elsewhere.userId }))).toBe('NOT_FOUND');
    expect(idsOf(await find({ q: await emailOf(waiting) }))).toEqual([waiting]);
    const details = await get({ userId: here.userId });
    expect(details.wallet).toBeNull();
    expect(details.reservations.map((found) => found.reservationId)).toEqual([here.reservationId]);
    expect(details.places.map((place) => place.concertId)).toEqual([concertId]);
  }
  expect((await owner.get({ userId: here.userId })).reservations).toHaveLength(2);
});

test('a manager of named concerts sees names there only, and masked ones elsewhere', async () => {
  const [here, elsewhere] = [await aTicketHolder(), await aTicketHolder()];
  const mixed = await aPerson(stores.db, 'MANAGER', here.show.concertId);
  await giveRole(stores.db, mixed, 'AUDITOR');
  expect((await peopleOf(mixed).get({ userId: here.userId })).name).toBe('A person');
  expect((await peopleOf(mixed).get({ userId: elsewhere.userId })).name).toBe('A**');
  expect((await peopleOf(mixed).find({ q: elsewhere.userId })).items[0]?.name).toBe('A**');
  expect(await peopleOf(mixed).find({ q: 'A pers' })).toEqual({ items: [], cursor: null });
});

test('support reveals a name for a reason, with an audit entry of ids alone; an auditor cannot', async () => {
  const { userId, show } = await aTicketHolder();
  const reveal = { reason: 'a call from the buyer' };
  const supporter = await aPerson(stores.db, 'SUPPORT', show.concertId);
  const revealed = await peopleOf(supporter).get({ userId, reveal });
  expect(revealed.name).toBe('A person');
  const entries = await stores.db.auditEntry.findMany({
    where: { userId },
    omit: { id: true, at: true },
  });
  expect(entries).toEqual([
    {
      actorId: supporter,
      action: 'person.reveal',
      concertId: null,
      userId,
      reason: reveal.reason,
      before: null,
      after: null,
    },
  ]);
  const auditor = await staffOf('AUDITOR');
  expect(await outcomeOf(auditor.get({ userId, reveal }))).toBe('ADMIN_ONLY');
  const { concertId } = await aPerformance(stores.db);
  const elsewhere = await aPerson(stores.db, 'SUPPORT', concertId);
  expect(await outcomeOf(peopleOf(elsewhere).get({ userId, reveal }))).toBe('NOT_FOUND');
  await giveRole(stores.db, elsewhere, 'AUDITOR');
  expect(await outcomeOf(peopleOf(elsewhere).get({ userId, reveal }))).toBe('ADMIN_ONLY');
  expect(await stores.db.auditEntry.count({ where: { userId } })).toBe(1);
});

test('a person’s wallet says what each entry was for, and reservations have refunds and tickets without codes', async () => {
  const { userId, reservationId, paymentId, show } = await aTicketHolder();
  const manager = await aPerson(stores.db, 'MANAGER');
  const refund = { paymentId, seats: [2], reason: 'a broken seat', idempotencyKey: 'refund-one' };
  const { refundId } = await trpcCallerOf(stores, manager).call.admin.payments.refund(refund);
  const details = await owner.get({ userId });
  const { concertId } = show;
  expect(details.wallet).toMatchObject({
    balance: 150_000,
    entries: [
      { kind: 'REFUND', amount: 50_000, for: { paymentId, refundId, reservationId, concertId } },
      { kind: 'PAYMENT', amount: -100_000, for: { paymentId, refundId: null, reservationId } },
      { kind: 'CHARGE', amount: 200_000, balanceAfter: 200_000, for: null },
    ],
  });
  expect(details.reservations).toMatchObject([
    {
      reservationId,
      status: 'PAID',
      seats: [1],
      price: 50_000,
      releasedReason: null,
      payment: { paymentId, amount: 100_000 },
      refunds: [
        { refundId, seats: [2], amount: 50_000, reason: 'a broken seat', byUserId: manager },
      ],
      tickets: [
        { seat: 1, voided: false, voidedAt: null, refundId: null },
        { seat: 2, voided: true, voidedAt: expect.any(String) as string, refundId },
      ],
    },
  ]);
  expect(JSON.stringify(details)).not.toContain('eyJ'); // the beginning of each signed code
});

test('a place has its state, and once it has ended the cause and the reason of staff', async () => {
  const user = await named('A fan');
  const placeOfUser = async (concertId: number) =>
    (await owner.get({ userId: user })).places.find((place) => place.concertId === concertId);
  const fresh = async () => {
    const show = await aPerformance(stores.db);
    return { ...show, turn: await admitted(stores, show, user) };
  };
  const waitsAt = await aPerformance(stores.db, { capacity: 1 });
  await admitted(stores, waitsAt);
  const place = placeOf((await join(stores, user, waitsAt.concertId)).token);
  const seenKeys = keysOf(waitsAt.concertId).filter((key) => key.includes(':seen:'));
  const seen = () => Promise.all(seenKeys.map((key) => stores.redis.getBuffer(key)));
  const before = await seen();
  expect(await placeOfUser(waitsAt.concertId)).toMatchObject({
    state: 'WAITING',
    number: place.number,
    position: 1,
    ended: null,
  });
  expect(await seen()).toEqual(before);

  const [removed, left, over, active] = [
    await fresh(),
    await fresh(),
    await fresh(),
    await fresh(),
  ];
  expect(await placeOfUser(active.concertId)).toMatchObject({ state: 'ACTIVE', position: null });
  const manager = await aPerson(stores.db, 'MANAGER');
  await removeFromQueue(stores, manager, {
    concertId: removed.concertId,
    userId: user,
    reason: 'scalping',
  });
  await leave(stores, user, left.concertId);
  await leave(stores, user, over.concertId);
  for (const { concertId, turn } of [left, over]) await drainAll(stores, concertId, turn.epoch);
  await stores.db.turn.update({
    where: { concertId_userId: { concertId: over.concertId, userId: user } },
    data: { until: new Date(Date.now() - 1_000) },
    select: { number: true },
  });
  const holder = await aHolder(stores, { money: 50_000, person: user });
  await pay(stores.db, { ...holder, idempotencyKey: 'paid-by-fan' });
  await leave(stores, user, holder.show.concertId, 'PAID');
  const ended = async (concertId: number) => {
    const found = await placeOfUser(concertId);
    return [found?.state, found?.ended?.cause, found?.ended?.reason];
  };
  expect(await ended(removed.concertId)).toEqual(['ENDED', 'REMOVED', 'scalping']);
  expect(await ended(left.concertId)).toEqual(['ENDED', 'LEFT', null]);
  expect(await ended(over.concertId)).toEqual(['ENDED', 'TIME_OVER', null]);
  expect(await ended(holder.show.concertId)).toEqual(['ENDED', 'PAID', null]);
});

test('a search text must not be empty, and a cursor must be one of the search', async () => {
  for (const input of [
    { q: '' },
    { q: ' ' },
    { q: 'a'.repeat(1_001) },
    { q: 'a', cursor: 'x' },
    { q: 'a', cursor: `name:${randomUUID()}` },
    { q: 'a', cursor: `phone:${randomUUID()}` },
  ])
    expect(await outcomeOf(owner.find(input))).toBe('BAD_INPUT');
});
