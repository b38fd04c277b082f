import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { setPolicy } from '../admin/admin.ts';
import { log } from '../config/log.ts';
import { pay, refund } from '../payment/payment.ts';
import { join } from '../queue/queue.ts';
import { refuse } from '../errors/refusal.ts';
import { blockSeats } from '../seat-plan/seat-plan.ts';
import { release } from '../seating/seating.ts';
import { auditNow } from '#tests/support/database-state.ts';
import { aPerson, aPerformance, people, type PerformanceIds } from '#tests/support/factories.ts';
import { aHolder, refusalOf, until } from '#tests/support/people.ts';
import { anotherClient, testStores, type TestStores } from '#tests/support/stores.ts';
import type { LiveEvent, LiveMessage } from './live.schema.ts';
import { type Access, LiveViews } from './live.ts';

let stores: TestStores;
beforeAll(async () => {
  log.level = 'silent'; // silences the errors that a test provokes
  stores = await testStores();
});
afterAll(() => stores.close());

const unmasked: Access = () => Promise.resolve({ seesNames: true, seesAudit: true });

/** Opens a stream and collects its messages until `end`. `failed` resolves to its error, if any. */
async function watch(
  views: LiveViews,
  { concertId, performanceId }: { concertId: number; performanceId?: number },
  { access = unmasked, userId = 'a', at = stores } = {},
) {
  const ending = new AbortController();
  const input = { concertId, ...(performanceId !== undefined && { performanceId }) };
  const stream = await views.watch(at, input, { userId, access, signal: ending.signal });
  const messages: LiveMessage[] = [];
  const ended = (async () => {
    for await (const message of stream) messages.push(message);
  })();
  return {
    messages,
    ended,
    end: () => ending.abort(),
    events: () => messages.flatMap(({ type, data }) => (type === 'event' ? [data] : [])),
    shows: (type: LiveMessage['type'], matches: (data: object) => boolean) =>
      until(() => messages.some((each) => each.type === type && matches(each.data))),
  };
}
const has = (expected: object) => (data: object) =>
  Object.entries(expected).every(
    ([name, value]) => JSON.stringify(Reflect.get(data, name)) === JSON.stringify(value),
  );

/** Creates a sale with an event of every kind but JOINED. Returns the events, oldest first. */
async function aSale() {
  const show = await aPerformance(stores.db);
  const actor = await aPerson(stores.db, 'OWNER');
  const paying = await aHolder(stores, { show, money: 100_000, seats: [1, 2] });
  const { paymentId } = await pay(stores.db, { ...paying, idempotencyKey: 'bought-it' });
  const released = await aHolder(stores, { show, seats: [3] });
  await release(stores.db, released.userId, show.concertId, released.reservationId);
  const refundOf = (seats: number[], byUserId: string, idempotencyKey: string) =>
    refund(stores.db, { byUserId, paymentId, seats, reason: 'a reason', idempotencyKey });
  await refundOf([1], actor, 'refund-it-1');
  await setPolicy(stores, actor, { concertId: show.concertId, capacity: 900, reason: 'slower' });
  const of = { userId: paying.userId, reservationId: paying.reservationId };
  const none = { kind: 'CONTROL', action: 'queue.set', seats: [], userId: actor };
  return {
    show,
    events: [
      { ...of, kind: 'HELD', seats: [1, 2], amount: 100_000 },
      { ...of, kind: 'PAID', seats: [1, 2], amount: 100_000, paymentId },
      { kind: 'HELD', userId: released.userId, seats: [3], amount: 50_000 },
      { kind: 'RELEASED', userId: released.userId, seats: [3], amount: 50_000 },
      { ...of, kind: 'REFUNDED', seats: [1], amount: 50_000, paymentId, reason: 'a reason' },
      { ...none, reason: 'slower', before: { capacity: 1_000 }, after: { capacity: 900 } },
    ],
  };
}

test('a stream begins with the overview and the map, then the latest events, oldest first', async () => {
  const { show, events } = await aSale();
  const stream = await watch(new LiveViews(), show);
  await until(() => stream.messages.length >= 9);
  stream.end();
  await stream.ended;
  const [overview, seats] = stream.messages;
  expect(overview).toMatchObject({ type: 'overview', data: { sold: 1, capacity: 900 } });
  expect(seats).toMatchObject({ type: 'seats', data: { performanceId: show.performanceId } });
  expect(seats?.type === 'seats' && seats.data.seats.map(({ state }) => state)).toEqual([
    'available',
    'sold',
    ...Array.from({ length: 48 }, () => 'available'),
  ]);
  const isRefund = ({ action }: LiveEvent) => action === 'payment.refund'; // beside REFUNDED
  expect(stream.events().filter((event) => !isRefund(event))).toMatchObject(events);
});

test('a change at another instance arrives: users who join, a hold with its seats, a policy', async () => {
  const show = await aPerformance(stores.db, { capacity: 2 });
  await join(stores, await aPerson(stores.db), show.concertId);
  const stream = await watch(new LiveViews(), show);
  const other = { ...stores, db: anotherClient(stores.db) };
  const since = performance.now();
  const { userId, reservationId } = await aHolder(other, { show, seats: [7] });
  await stream.shows('event', has({ kind: 'HELD', userId, reservationId, name: 'A person' }));
  await stream.shows('seats', (data) =>
    (data as { seats: object[] }).seats.some(has({ seat: 7, state: 'held', userId })),
  );
  await stream.shows('overview', has({ held: 1, active: 2 }));
  const arrivedMs = performance.now() - since;
  for (const person of await people(stores.db, 3)) await join(other, person, show.concertId);
  await stream.shows('overview', has({ waiting: 3 }));
  await until(() => {
    const joined = stream.events().filter(({ kind }) => kind === 'JOINED');
    return joined.reduce((sum, { people }) => sum + (people ?? 0), 0) === 4;
  });
  stream.end();
  const later = stream.messages.filter(({ type }) => type === 'seats').slice(1);
  expect(later.map(({ data }) => (data as { seats: object[] }).seats.length)).toEqual([1]);
  expect(arrivedMs).toBeLessThan(2_000);
});

test('staff who may not see names get none, beside staff who may', async () => {
  const { show } = await aSale();
  await aHolder(stores, { show, seats: [9] });
  const views = new LiveViews();
  const masked = await watch(views, show, {
    access: () => Promise.resolve({ seesNames: false, seesAudit: true }),
  });
  const plain = await watch(views, show);
  await until(() => masked.messages.length >= 9 && plain.messages.length >= 9);
  for (const { end } of [masked, plain]) end();
  expect(JSON.stringify(masked.messages)).not.toMatch(/A person|@jari.example/);
  expect(JSON.stringify(plain.messages)).toMatch(/A person.*@jari.example/);
  const withoutNames = (messages: LiveMessage[]) =>
    JSON.parse(
      JSON.stringify(messages, (key, value: unknown) =>
        key === 'name' || key === 'email' ? null : value,
      ),
    ) as unknown;
  expect(masked.messages).toEqual(withoutNames(plain.messages));
});

test('staff who may not read the audit log get its changes of the queue alone', async () => {
  const { show } = await aSale();
  const actor = await aPerson(stores.db, 'OWNER');
  const given = { performanceId: show.performanceId, seats: [9], reason: 'a note of staff' };
  await blockSeats(stores.db, actor, given);
  const views = new LiveViews();
  const support = await watch(views, show, {
    access: () => Promise.resolve({ seesNames: false, seesAudit: false }),
  });
  const auditor = await watch(views, show, {
    access: () => Promise.resolve({ seesNames: false, seesAudit: true }),
  });
  await until(() => support.messages.length >= 10 && auditor.messages.length >= 10);
  for (const { end } of [support, auditor]) end();
  const controls = ({ events }: typeof support) =>
    events().filter(({ action }) => action === 'seats.block' || action === 'queue.set');
  const set = { action: 'queue.set', reason: 'slower', after: { capacity: 900 } };
  expect(controls(auditor)).toMatchObject([set, { reason: given.reason, name: null }]);
  expect(controls(support)).toMatchObject([
    set,
    { action: 'seats.block', reason: null, before: null, after: null, name: null },
  ]);
});

test('watchers share one reader of a concert and one of a performance, and none is left after the last', async () => {
  const show = await aPerformance(stores.db);
  const views = new LiveViews();
  const reads = vi.spyOn(stores.db, '$queryRawUnsafe');
  const readsOfEvents = () =>
    reads.mock.calls.filter(([sql]) => sql.includes('pg_current_snapshot')).length;
  const streams = [await watch(views, show), await watch(views, show), await watch(views, show)];
  expect(views.readers).toBe(2);
  const before = readsOfEvents();
  const since = performance.now();
  await until(() => readsOfEvents() >= before + 4);
  expect(performance.now() - since).toBeGreaterThanOrEqual(1_400); // 500 ms apart
  for (const { end } of streams.slice(1)) end();
  expect(views.readers).toBe(2);
  streams[0]?.end();
  await Promise.all(streams.map(({ ended }) => ended));
  expect(views.readers).toBe(0);
  reads.mockRestore();
});

test('a refusal of the access ends the stream with it', async () => {
  const show = await aPerformance(stores.db);
  let isAllowed = true;
  const access = () => (isAllowed ? unmasked() : refuse('ADMIN_ONLY', { needs: 'AUDITOR' }));
  const views = new LiveViews({ checkMs: 100 });
  const stream = await watch(views, show, { access: () => Promise.resolve().then(access) });
  isAllowed = false;
  expect((await refusalOf(stream.ended)).code).toBe('ADMIN_ONLY');
  expect(views.readers).toBe(0);
});

test('unknown concerts, and performances of another concert, are refused and leave no reader', async () => {
  const [one, other] = [await aPerformance(stores.db), await aPerformance(stores.db)];
  const views = new LiveViews();
  for (const input of [
    { concertId: 2_147_483_647 },
    { concertId: one.concertId, performanceId: other.performanceId },
  ])
    expect((await refusalOf(watch(views, input))).code).toBe('NOT_FOUND');
  expect(views.readers).toBe(0);
});

test('a user has at most ten streams at an instance', async () => {
  const show: PerformanceIds = await aPerformance(stores.db);
  const views = new LiveViews();
  const streams = [];
  for (let at = 0; at < 10; at++) streams.push(await watch(views, show));
  expect((await refusalOf(watch(views, show))).code).toBe('TOO_MANY_REQUESTS');
  streams.push(await watch(views, show, { userId: 'b' }));
  streams[0]?.end();
  streams.push(await watch(views, show));
  for (const { end } of streams) end();
});

test('a read that fails is repeated, and the stream continues', async () => {
  const show = await aPerformance(stores.db);
  let isBroken = false;
  let failures = 0;
  const query = (sql: string, ...values: unknown[]) =>
    isBroken
      ? Promise.reject(new Error(`failure ${String((failures += 1))}`))
      : stores.db.$queryRawUnsafe(sql, ...values);
  const db = new Proxy(stores.db, {
    get: (target, name) =>
      name === '$queryRawUnsafe' ? query : (Reflect.get(target, name) as unknown),
  });
  const stream = await watch(new LiveViews(), show, { at: { ...stores, db } });
  isBroken = true;
  await aHolder(stores, { show, seats: [5] });
  await until(() => failures > 6); // in two rounds
  isBroken = false;
  await stream.shows('event', has({ kind: 'HELD', seats: [5] }));
  stream.end();
});

test('after all of it the database keeps its invariants', async () => {
  expect((await auditNow()).filter(({ breaches }) => breaches > 0)).toEqual([]);
});
