import { afterAll, beforeAll, expect, test } from 'vitest';
import { pay } from '../payment/payment.ts';
import { publicStats } from '../queue/snapshot/queue-snapshot.ts';
import { admitGuest, findPlace, join, leave, type Place, status } from '../queue/queue.ts';
import { hold, seats } from '../seating/seating.ts';
import { auditNow } from '#tests/support/database-state.ts';
import { aPerson, aPerformance, people } from '#tests/support/factories.ts';
import { newSnapshot } from '#tests/support/full-queue.ts';
import { admittedUsers, aHolder, gate, outcomeOf, placeOf } from '#tests/support/people.ts';
import { loseQueue } from '#tests/support/test-queue.ts';
import { testStores, type TestStores } from '#tests/support/stores.ts';
import { auditEntries } from './audit-log.ts';
import { setPolicy } from './admin.ts';
import { admitFromStaff, removeFromQueue } from './queue-places.ts';

let stores: TestStores;
let adminId: string;
beforeAll(async () => {
  stores = await testStores();
  adminId = await aPerson(stores.db, 'OWNER');
});
afterAll(() => stores.close());

const removing = (concertId: number, userId: string) =>
  removeFromQueue(stores, adminId, { concertId, userId, reason: '부정 예매' });
const admitting = (concertId: number, userId: string) =>
  admitFromStaff(stores, adminId, { concertId, userId, reason: '초대 손님' });
const entriesAbout = async (userId: string) => (await auditEntries(stores.db, { userId })).items;
const stateOf = async (token: string) => (await status(stores, placeOf(token))).state;
const guestsOf = async (concertId: number) => {
  await newSnapshot(stores, concertId);
  return (await publicStats(stores, concertId)).guests;
};

/** Opens a queue of this capacity, in which one user more than it waits, in order. */
async function aQueue({ capacity = 1, waiting = 2 } = {}) {
  const { concertId, performanceId } = await aPerformance(stores.db, { capacity });
  const joined = [];
  for (const userId of await people(stores.db, capacity + waiting))
    joined.push({ userId, token: (await join(stores, userId, concertId)).token });
  return { concertId, performanceId, joined };
}
const none = { userId: '', token: '' };

test('a removed person’s place ends, and the others move up', async () => {
  const { concertId, joined } = await aQueue();
  const [active = none, first = none, second = none] = joined;
  expect(await removing(concertId, first.userId)).toEqual({});
  expect(await stateOf(first.token)).toBe('EXPIRED');
  expect(await status(stores, placeOf(second.token))).toMatchObject({ position: 1 });
  await removing(concertId, active.userId);
  expect(await stateOf(active.token)).toBe('EXPIRED');
  expect(await stateOf(second.token)).toBe('ACTIVE');
  expect(await entriesAbout(first.userId)).toMatchObject([
    {
      byUserId: adminId,
      action: 'queue.remove',
      concertId,
      reason: '부정 예매',
      before: { state: 'WAITING' },
      after: { state: 'EXPIRED' },
    },
  ]);
});

test('a removal releases the person’s hold, and the person may join again at the end', async () => {
  const holder = await aHolder(stores);
  const { concertId, performanceId } = holder.show;
  await removing(concertId, holder.userId);
  const [seat] = await seats(stores.db, performanceId, holder.userId);
  expect(seat?.state).toBe('available');
  const again = await join(stores, holder.userId, concertId);
  expect(placeOf(again.token).number).toBeGreaterThan(holder.turn.number);
});

test('a removal of a person without a place, or at no concert, is NOT_FOUND and leaves no entry', async () => {
  const { concertId } = await aPerformance(stores.db);
  const userId = await aPerson(stores.db);
  expect(await outcomeOf(removing(concertId, userId))).toBe('NOT_FOUND');
  await join(stores, userId, concertId);
  await leave(stores, userId, concertId);
  expect(await outcomeOf(removing(concertId, userId))).toBe('NOT_FOUND');
  expect(await outcomeOf(removing(2_147_483_647, userId))).toBe('NOT_FOUND');
  expect(await entriesAbout(userId)).toEqual([]);
});

test('a guest from outside the queue has a turn when joining, and can hold a seat', async () => {
  const { concertId, performanceId } = await aQueue();
  const userId = await aPerson(stores.db);
  expect(await admitting(concertId, userId)).toEqual({});
  const { state, token } = await join(stores, userId, concertId);
  expect(state).toBe('ACTIVE');
  expect(await outcomeOf(hold(stores, placeOf(token), { performanceId, seats: [1] }))).toBe('done');
  expect(await entriesAbout(userId)).toMatchObject([
    {
      action: 'queue.admit',
      concertId,
      reason: '초대 손님',
      before: null,
      after: { state: 'ACTIVE' },
    },
  ]);
});

test('a waiting guest is admitted ahead of earlier users, whose positions and capacity do not change', async () => {
  const { concertId, joined } = await aQueue({ capacity: 1, waiting: 3 });
  const [active = none, first = none, second = none, guest = none] = joined;
  await admitting(concertId, guest.userId);
  expect(await stateOf(guest.token)).toBe('ACTIVE');
  expect(await status(stores, placeOf(first.token))).toMatchObject({
    state: 'WAITING',
    position: 1,
  });
  expect(await status(stores, placeOf(second.token))).toMatchObject({ position: 2, behind: 0 });
  // The guest's turn takes no capacity: the end of the only other turn admits the next user.
  await leave(stores, active.userId, concertId);
  expect(await stateOf(first.token)).toBe('ACTIVE');
  expect(await stateOf(second.token)).toBe('WAITING');
  // The end of the guest's turn admits nobody.
  await leave(stores, guest.userId, concertId);
  expect(await stateOf(second.token)).toBe('WAITING');
});

test('the public figures count each guest once, even after the loss of Redis', async () => {
  const { concertId, joined } = await aQueue({ capacity: 2, waiting: 1 });
  const [active = none] = joined;
  const guests = await people(stores.db, 3);
  expect(await guestsOf(concertId)).toBe(0);
  for (const userId of guests) await admitting(concertId, userId);
  for (const userId of guests) await admitting(concertId, userId); // has a turn
  await admitting(concertId, active.userId); // has a turn
  expect(await guestsOf(concertId)).toBe(3);
  await removing(concertId, guests[0] ?? '');
  expect(await guestsOf(concertId)).toBe(3);
  await loseQueue(stores.redis, concertId);
  expect(await guestsOf(concertId)).toBe(3);
  expect((await join(stores, guests[1] ?? '', concertId)).state).toBe('ACTIVE');
  expect(await publicStats(stores, concertId)).toMatchObject({ active: 4 });
});

test('restored guests still take no capacity', async () => {
  const { concertId, joined } = await aQueue({ capacity: 1, waiting: 0 });
  const [active = none] = joined;
  await admitting(concertId, await aPerson(stores.db));
  await loseQueue(stores.redis, concertId);
  await stores.db
    .$executeRaw`UPDATE policy_defaults SET recovery_seconds = 0, version = version + 1`;
  await leave(stores, active.userId, concertId);
  expect((await join(stores, await aPerson(stores.db), concertId)).state).toBe('ACTIVE');
  expect((await join(stores, await aPerson(stores.db), concertId)).state).toBe('WAITING');
});

test('a guest is admitted during a pause, but neither before the sale opens nor to no concert', async () => {
  const { concertId } = await aQueue();
  await setPolicy(stores, adminId, { concertId, paused: true, reason: '점검' });
  const userId = await aPerson(stores.db);
  expect(await outcomeOf(admitting(concertId, userId))).toBe('done');
  const later = new Date(Date.now() + 60_000).toISOString();
  await setPolicy(stores, adminId, { concertId, opensAt: later, reason: '연기' });
  const other = await aPerson(stores.db);
  expect(await outcomeOf(admitting(concertId, other))).toBe('SALE_NOT_OPEN');
  expect(await outcomeOf(admitGuest(stores, other, concertId))).toBe('SALE_NOT_OPEN');
  expect(await outcomeOf(admitting(2_147_483_647, other))).toBe('NOT_FOUND');
  const unknown = '00000000-0000-4000-8000-000000000000';
  expect(await outcomeOf(admitting((await aQueue()).concertId, unknown))).toBe('NOT_FOUND');
  expect(await entriesAbout(other)).toEqual([]);
});

type Admit = (userId: string, concertId: number) => Promise<unknown>;

/** Admits one guest ten times at once. Returns the public count, the turns and the notices. */
async function admittedAtOnce(admit: Admit) {
  const { concertId } = await aQueue();
  const userId = await aPerson(stores.db);
  await Promise.all(Array.from({ length: 10 }, () => admit(userId, concertId)));
  const turns = await stores.db.turn.findMany({
    where: { concertId, userId },
    select: { guest: true },
  });
  const notices = await stores.db.notice.count({ where: { concertId, userId } });
  return { guests: await guestsOf(concertId), turns, notices };
}

test('a guest who is admitted many times at once has one turn and one notice, and counts once', async () => {
  expect(await admittedAtOnce((userId, concertId) => admitting(concertId, userId))).toEqual({
    guests: 1,
    turns: [{ guest: true }],
    notices: 1,
  });
});

test('a guest who comes back after the turn gets another turn and notice', async () => {
  const { concertId } = await aQueue();
  const userId = await aPerson(stores.db);
  for (let times = 1; times <= 2; times++) {
    await admitting(concertId, userId);
    await leave(stores, userId, concertId);
    expect(await stores.db.notice.count({ where: { concertId, userId } })).toBe(times);
  }
  expect(await guestsOf(concertId)).toBe(2);
});

/** Removes the owner of a place who acts. Returns the outcome of the act. */
type Remove = (turn: Place, act: () => Promise<string>) => Promise<string>;

/**
 * Removes ten holders who pay and ten users who hold, all at once. Returns the outcomes of their
 * acts, and the numbers of seats that are still held and that are sold.
 */
async function removedAtOnce(remove: Remove) {
  const show = await aPerformance(stores.db);
  const { concertId, performanceId } = show;
  const holders = await Promise.all(
    Array.from({ length: 10 }, (_, at) =>
      aHolder(stores, { show, money: 50_000, seats: [at + 1] }),
    ),
  );
  const turns = await admittedUsers(stores, show, 10);
  const outcomes = await Promise.all([
    ...holders.map((holder) =>
      remove(holder.turn, () =>
        outcomeOf(pay(stores.db, { ...holder, idempotencyKey: 'bought-it' })),
      ),
    ),
    ...turns.map((turn, at) =>
      remove(turn, () => outcomeOf(hold(stores, turn, { performanceId, seats: [at + 21] }))),
    ),
  ]);
  const owned = { performanceId, reservationId: { not: null } };
  const held = await stores.db.seat.count({ where: { ...owned, heldUntil: { not: null } } });
  const sold = await stores.db.seat.count({ where: { ...owned, heldUntil: null } });
  return { outcomes, held, sold, paid: await stores.db.payment.count({ where: { concertId } }) };
}
const refusedOrDone = /^(done|NOT_HELD|QUEUE_TOKEN_EXPIRED)$/;
const breaches = async () => (await auditNow()).filter((finding) => finding.breaches > 0);

test('a removal at once with a payment or a hold leaves the seat sold or free, never held', async () => {
  const atOnce: Remove = async ({ concertId, userId }, act) => {
    const [outcome] = await Promise.all([act(), removing(concertId, userId)]);
    return outcome;
  };
  for (let round = 0; round < 2; round++) {
    const { outcomes, held, sold, paid } = await removedAtOnce(atOnce);
    expect(outcomes.filter((code) => !refusedOrDone.test(code))).toEqual([]);
    expect({ held, sold }).toEqual({ held: 0, sold: paid });
  }
});

test('the audit of all invariants is clean after guests and removals', async () => {
  expect(await breaches()).toEqual([]);
});

test('negative control: an admission that replaces the place it looked for counts a guest again', async () => {
  const everyone = gate(10);
  let last = Promise.resolve();
  const checkThenReplace: Admit = async (userId, concertId) => {
    const place = await findPlace(stores, userId, concertId);
    await everyone();
    if (place !== null) return;
    last = last.then(async () => {
      await leave(stores, userId, concertId);
      await admitGuest(stores, userId, concertId);
    });
    await last;
  };
  expect((await admittedAtOnce(checkThenReplace)).guests).toBe(10);
});

test('negative control: a removal that frees the seats it looked for frees paid ones and leaves held ones', async () => {
  const checkThenFree: Remove = async ({ userId, concertId }, act) => {
    const held = await stores.db.seat.findMany({
      where: { reservation: { userId, concertId }, heldUntil: { not: null } },
      select: { performanceId: true, number: true },
    });
    const outcome = await act();
    await leave(stores, userId, concertId, 'REMOVED');
    const data = { reservationId: null, heldUntil: null };
    if (held.length > 0) await stores.db.seat.updateMany({ where: { OR: held }, data });
    return outcome;
  };
  expect(await removedAtOnce(checkThenFree)).toMatchObject({ held: 10, sold: 0, paid: 10 });
  expect((await breaches()).map(({ check }) => check)).toContain('sold-seats');
});
