import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { log } from '../../config/log.ts';
import { closeEndedHolds, seats } from '../../seating/seating.ts';
import { drainSql, type LogEntries, recordEntries } from '#tests/support/drain.ts';
import { lockIsWaitedFor } from '#tests/support/database-state.ts';
import { aPerson, aPerformance, people, type PerformanceIds } from '#tests/support/factories.ts';
import { mutated } from '#tests/mutants/mutations.ts';
import { aHolder, admitted, placeOf } from '#tests/support/people.ts';
import { testStores, type TestStores } from '#tests/support/stores.ts';
import { join, leave, type Place, type QueueStatus, type Stores, status } from '../queue.ts';
import { logKeyOf, run } from '../redis/commands.ts';
import { closeSnapshots } from '../snapshot/queue-snapshot.ts';
import { queueState } from '../state/queue-state.ts';
import { openAdmissions } from './admission-record.ts';
import { drainAll, drainUpTo } from './drain.ts';
import { lockQueue } from './epoch.ts';

let stores: TestStores;
beforeAll(async () => {
  log.level = 'silent'; // silences errors that the tests provoke
  stores = await testStores();
});
afterAll(() => stores.close());

const epoch = 2; // of a queue's first join

/** Stores whose database refuses each drain. */
function refusing(): Stores {
  const none = { sql: [['WITH ended AS', 'refused']] satisfies [string, string][] };
  return { db: mutated(stores.db, none).db, redis: stores.redis };
}

/** Opens a queue of capacity 1 with `count` waiting users. */
async function aQueue(count: number): Promise<{ concertId: number; waiting: Place[] }> {
  const { concertId } = await aPerformance(stores.db, { capacity: 1 });
  const waiting: Place[] = [];
  await join(stores, await aPerson(stores.db), concertId);
  for (const person of await people(stores.db, count))
    waiting.push(placeOf((await join(stores, person, concertId)).token));
  return { concertId, waiting };
}

/** Admits `users` waiting users in one batch, without a drain. */
async function admitMore(concertId: number, users: number): Promise<void> {
  const policy = JSON.parse(
    (await stores.redis.hget(`jari:{${String(concertId)}}:meta`, 'policy')) ?? '{}',
  ) as { capacity: number };
  const more = JSON.stringify({ ...policy, capacity: policy.capacity + users });
  const version = 1_000 + policy.capacity; // above all versions before
  await run(stores.redis, 'tick', concertId, epoch, version, more, 0, Number.MAX_SAFE_INTEGER);
}

/** Reads the status from Redis, because a snapshot may be 1 s old. */
function ask(place: Place = never()): Promise<QueueStatus> {
  closeSnapshots();
  return status(stores, place);
}

const headOf = async (concertId: number) =>
  (await stores.db.logHead.findUniqueOrThrow({ where: { concertId } })).event;
const usersWithTurn = async (concertId: number) =>
  (await openAdmissions(stores.db, concertId)).map(({ userId }) => userId);
const endedNumber = async ({ userId, concertId }: Place) =>
  Number((await stores.db.buyer.findFirst({ where: { userId, concertId } }))?.endedNumber ?? 0);

test('once one user of a batch learns of the admission, PostgreSQL has the whole batch', async () => {
  const { concertId, waiting } = await aQueue(5);
  await admitMore(concertId, 4);
  expect(await usersWithTurn(concertId)).toHaveLength(1);
  expect(await ask(waiting[3])).toMatchObject({ state: 'ACTIVE' });
  const batch = waiting.slice(0, 4).map(({ userId }) => userId);
  expect(await usersWithTurn(concertId)).toEqual(expect.arrayContaining(batch));
  expect(await usersWithTurn(concertId)).toHaveLength(5);
});

test('users who ask at once share one drain, and so do simultaneous joins', async () => {
  const { concertId, waiting } = await aQueue(20);
  await admitMore(concertId, 20);
  const drains = vi.spyOn(stores.db, '$queryRawUnsafe');
  const drained = () => drains.mock.calls.filter(([sql]) => sql === drainSql).length;
  const statuses = await Promise.all(waiting.map((place) => ask(place)));
  expect(new Set(statuses.map(({ state }) => state))).toEqual(new Set(['ACTIVE']));
  expect(drained()).toBe(1);
  const show = await aPerformance(stores.db);
  await join(stores, await aPerson(stores.db), show.concertId);
  drains.mockClear();
  const newcomers = await people(stores.db, 20);
  await Promise.all(newcomers.map((person) => join(stores, person, show.concertId)));
  expect(drained()).toBeLessThanOrEqual(2);
  drains.mockRestore();
  expect(await usersWithTurn(show.concertId)).toEqual(expect.arrayContaining(newcomers));
});

test('a user who arrives while a drain runs gets the answer of the next drain', async () => {
  const { concertId, waiting } = await aQueue(2);
  await admitMore(concertId, 1);
  const read = Promise.withResolvers<undefined>();
  const goesOn = Promise.withResolvers<undefined>();
  const query = async (sql: string, ...values: unknown[]) => {
    read.resolve(undefined);
    await goesOn.promise;
    return stores.db.$queryRawUnsafe(sql, ...values);
  };
  const db = new Proxy(stores.db, {
    get: (target, name) =>
      name === '$queryRawUnsafe' ? query : (Reflect.get(target, name) as unknown),
  });
  const first = drainUpTo({ db, redis: stores.redis }, concertId, { epoch, event: 2 });
  await read.promise;
  await admitMore(concertId, 1);
  const second = ask(waiting[1]);
  goesOn.resolve(undefined);
  expect(await first).toBe(true);
  expect((await second).state).toBe('ACTIVE');
  expect(await usersWithTurn(concertId)).toContain(waiting[1]?.userId);
});

async function endedPlaces(show: PerformanceIds, count: number): Promise<Place[]> {
  const ended = [];
  for (const person of await people(stores.db, count)) {
    ended.push(await admitted(stores, show, person));
    await leave(stores, person, show.concertId);
  }
  return ended;
}

test('entries leave Redis only once PostgreSQL has them', async () => {
  const show = await aPerformance(stores.db);
  const { concertId } = show;
  const ended = await endedPlaces(show, 3);
  const key = logKeyOf(concertId);
  await expect(drainAll(refusing(), concertId, epoch)).rejects.toThrow('refused');
  expect(await stores.redis.xlen(key)).toBe(1); // PostgreSQL has all entries but the last end
  expect(await drainAll(stores, concertId, epoch)).toBe(true);
  for (const place of ended) expect(await endedNumber(place)).toBeGreaterThanOrEqual(place.number);
  expect(await stores.redis.xlen(key)).toBe(0);
  expect(await headOf(concertId)).toBe(6); // an admission and an end of each user
});

/** Runs the statement of one drain, as another instance may. */
const record = (concertId: number, entries: LogEntries, { sql = drainSql, inEpoch = epoch } = {}) =>
  recordEntries(stores.db, { concertId, epoch: inEpoch }, entries, sql);

/** Opens a queue whose log has one recorded entry. */
async function anOpenQueue(): Promise<number> {
  return (await aQueue(0)).concertId;
}

test('two instances that drain the same entries at once record each entry once, and lose none', async () => {
  const concertId = await anOpenQueue();
  const users = await people(stores.db, 6);
  const admitted = users.map((userId, at) => ({ userId, epoch, number: at + 2 }));
  const ended = users
    .slice(0, 3)
    .map((userId) => ({ userId, epoch, number: 7, isCancelled: true }));
  const few = { first: 2, last: 5, admitted: admitted.slice(0, 4) };
  const all = { first: 2, last: 10, admitted, ended };
  const heads = await Promise.all(
    [few, all, few, all].map((entries) => record(concertId, entries)),
  );
  expect(heads.every((head) => head !== null && [1, 5, 10].includes(head))).toBe(true);
  expect(await headOf(concertId)).toBe(10);
  expect(new Set(await usersWithTurn(concertId))).toEqual(
    new Set([...users.slice(3), (await firstOf(concertId)).userId]),
  );
  for (const { userId } of ended)
    expect(await stores.db.buyer.findFirst({ where: { userId, concertId } })).toMatchObject({
      endedNumber: 7n,
      revision: 0,
    });
  expect(await stores.db.notice.count({ where: { concertId } })).toBe(3);
});

test('an end that the buyer’s row has is not written again, and the end of a later place is', async () => {
  const concertId = await anOpenQueue();
  const userId = await aPerson(stores.db);
  const buyer = () =>
    stores.db.buyer.findFirst({
      where: { userId, concertId },
      select: { endedNumber: true, revision: true },
    });
  // The payment recorded the end up to the last number at the admission.
  await record(concertId, { ended: [{ userId, epoch, number: 2, revokedUpTo: 5 }] });
  await record(concertId, { ended: [{ userId, epoch, number: 2, revokedUpTo: 9 }] });
  expect(await buyer()).toEqual({ endedNumber: 5n, revision: 0 });
  await record(concertId, { ended: [{ userId, epoch, number: 7, revokedUpTo: 9 }] });
  expect(await buyer()).toEqual({ endedNumber: 9n, revision: 1 });
});

const firstOf = (concertId: number) =>
  stores.db.turn.findFirstOrThrow({ where: { concertId, number: 1 } });

test('a gap in the events stops the drain, and no later entry is recorded', async () => {
  const { concertId, waiting } = await aQueue(2);
  const errors = vi.spyOn(log, 'error');
  await admitMore(concertId, 1);
  await stores.redis.xdel(logKeyOf(concertId), `${String(epoch)}-2`);
  await admitMore(concertId, 1);
  for (const place of waiting)
    await expect(ask(place)).rejects.toMatchObject({ code: 'TRY_AGAIN' });
  expect(errors).toHaveBeenCalled();
  errors.mockRestore();
  expect([await headOf(concertId), (await usersWithTurn(concertId)).length]).toEqual([1, 1]);
});

test('negative control: a drain that ignores the head records entries after a gap', async () => {
  const concertId = await anOpenQueue();
  const userId = await aPerson(stores.db);
  const entries = { first: 3, last: 3, admitted: [{ userId, epoch, number: 3 }] };
  expect(await record(concertId, entries)).toBe(1);
  expect(await usersWithTurn(concertId)).not.toContain(userId);
  await record(concertId, entries, {
    sql: drainSql.replace('event >= $3::int - 1', '$3::int > 0'),
  });
  expect(await usersWithTurn(concertId)).toContain(userId);
});

test('recording an admission twice changes nothing; an older place does not replace a newer one', async () => {
  const concertId = await anOpenQueue();
  const userId = await aPerson(stores.db);
  const admit = (number: number, leftMs: number) =>
    record(concertId, { admitted: [{ userId, epoch, number, leftMs }] });
  const left = async () =>
    (await openAdmissions(stores.db, concertId))
      .filter((admission) => admission.userId === userId)
      .map(({ number, leftMs }) => [number, Math.round(leftMs / 10_000)]);
  await admit(5, 600_000);
  await admit(5, 900_000);
  await admit(4, 1_000_000);
  expect(await left()).toEqual([[5, 60]]);
  await admit(6, 100_000);
  expect(await left()).toEqual([[6, 10]]);
});

test('an unknown user in an entry does not stop the drain', async () => {
  const concertId = await anOpenQueue();
  const userId = await aPerson(stores.db);
  const users = [userId, randomUUID()].map((id) => ({ userId: id, epoch, number: 5 }));
  expect(await record(concertId, { first: 2, last: 3, admitted: users, ended: users })).toBe(1);
  expect(await headOf(concertId)).toBe(3);
  expect(await stores.db.buyer.count({ where: { userId, concertId } })).toBe(1);
});

test('an entry is recorded only in its epoch: a later one may not know it', async () => {
  const concertId = await anOpenQueue();
  const userId = await aPerson(stores.db);
  const entries = { first: 2, last: 2, admitted: [{ userId, epoch, number: 5 }] };
  expect(await record(concertId, entries, { inEpoch: epoch - 1 })).toBeNull();
  expect(await usersWithTurn(concertId)).not.toContain(userId);
  expect(await record(concertId, entries)).toBe(1);
  expect(await usersWithTurn(concertId)).toContain(userId);
});

/**
 * Begins the next epoch while a drain waits for its start. Returns the head that the drain found,
 * or null if the drain found its epoch over.
 */
async function drainAtTheTurn(sql: string): Promise<number | null | undefined> {
  const concertId = await anOpenQueue();
  const userId = await aPerson(stores.db);
  const entries = { first: 2, last: 2, admitted: [{ userId, epoch, number: 5 }] };
  let recording: Promise<number | null> | undefined;
  await stores.db.$transaction(async (tx) => {
    await lockQueue(tx, concertId);
    recording = record(concertId, entries, { sql });
    expect(await lockIsWaitedFor(tx)).toBe(true); // a foreign-key check waits, too
    expect(await openAdmissions(tx, concertId)).toHaveLength(1);
    await tx.$executeRaw`UPDATE concerts SET queue_epoch = queue_epoch + 1 WHERE id = ${concertId}`;
  });
  const head = await recording;
  expect((await usersWithTurn(concertId)).includes(userId)).toBe(head !== null);
  return head;
}

test('a drain of an epoch that is about to end waits for the next, and records nothing', async () => {
  expect(await drainAtTheTurn(drainSql)).toBeNull();
});

test('negative control: without the lock a drain of an epoch that is about to end records entries', async () => {
  expect(await drainAtTheTurn(drainSql.replace('\n  FOR KEY SHARE', ''))).toBe(1);
});

test('the end of a place with a hold releases its seats, also if the instance dies after the drain', async () => {
  const { show, turn } = await aHolder(stores, { seats: [3] });
  await leave(stores, turn.userId, show.concertId);
  await drainAll(stores, show.concertId, turn.epoch);
  expect(await endedNumber(turn)).toBeGreaterThanOrEqual(turn.number);
  await closeEndedHolds(stores.db); // any instance's job
  expect((await seats(stores.db, show.performanceId, turn.userId))[2]).toMatchObject({
    state: 'available',
  });
  expect(await stores.db.outboxMessage.count({ where: { kind: 'HOLD_ENDED' } })).toBe(0);
});

test('an instance that forgot its position reads the log from the position in Redis', async () => {
  const show = await aPerformance(stores.db);
  await endedPlaces(show, 2);
  await drainAll(stores, show.concertId, epoch);
  queueState(show.concertId).setRecorded({ epoch: 0, event: 0 });
  await endedPlaces(show, 1);
  expect(await drainAll(stores, show.concertId, epoch)).toBe(true);
  expect(await headOf(show.concertId)).toBe(6);
});

/** Records events 2 and 3, then as another instance 2 to 4. Returns the counts of events 2 to 4. */
async function countOverlapping(sql = drainSql): Promise<object> {
  const concertId = await anOpenQueue();
  const [guest = '', user = '', absent = ''] = await people(stores.db, 3);
  const first = [
    { userId: guest, epoch, number: 5, guest: true, event: 2 },
    { userId: user, epoch, number: 6, event: 3, waitBucket: 2 },
  ];
  const later = { userId: absent, epoch, number: 7, event: 4, waitBucket: 4 };
  const before = await stores.db.logHead.findUniqueOrThrow({ where: { concertId } });
  await record(concertId, { first: 2, last: 3, admitted: first }, { sql });
  const ended = [{ userId: absent, epoch, number: 7, unclaimedAt: 4 }];
  await record(concertId, { first: 2, last: 4, admitted: [...first, later], ended }, { sql });
  const after = await stores.db.logHead.findUniqueOrThrow({ where: { concertId } });
  const { guests, noShows, waits } = after;
  return { admissions: after.admissions - before.admissions, guests, noShows, waits };
}

test('each event of the log is counted once, even if the drains of two instances overlap', async () => {
  expect(await countOverlapping()).toEqual({
    admissions: 3,
    guests: 1,
    noShows: 1,
    waits: [1, 1, 0, 1],
  });
});

test('negative control: a drain that counts events below the head counts some of them twice', async () => {
  const twice = drainSql.replaceAll(/(event|e) > due\.event/g, '$1 > 0');
  expect(await countOverlapping(twice)).toMatchObject({ admissions: 5, guests: 2 });
});

function never(): never {
  throw new Error('unreachable');
}
