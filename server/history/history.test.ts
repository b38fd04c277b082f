import { afterAll, beforeAll, expect, test } from 'vitest';
import { join, leave } from '../queue/queue.ts';
import { drainAll } from '../queue/recovery/drain.ts';
import { pay, refund } from '../payment/payment.ts';
import { mutated } from '#tests/mutants/mutations.ts';
import { recordEntries } from '#tests/support/drain.ts';
import { aPerson, aPerformance, people, type PerformanceIds } from '#tests/support/factories.ts';
import { admitted, aHolder, refusalOf } from '#tests/support/people.ts';
import { anotherClient, testStores, type TestStores } from '#tests/support/stores.ts';
import { history, historyJob, recordMinute } from './history.ts';

let stores: TestStores;
beforeAll(async () => void (stores = await testStores()));
afterAll(() => stores.close());

const minuteMs = 60_000;
// An hour of the sale of every test's concert, whose queue has been open since yesterday.
const hour = Math.floor(Date.now() / 3_600_000) * 3_600_000;
/** Time of the record of minute `minute` of the hour, which is the first instant after it. */
const after = (minute: number) => new Date(hour + (minute + 1) * minuteMs);
const start = (minute: number) => new Date(hour + minute * minuteMs).toISOString();
const points = ({ concertId }: PerformanceIds, from: number, to: number) =>
  history(stores.db, { concertId, from: start(from), to: start(to) });
const rowsOf = async ({ concertId }: PerformanceIds) => ({
  minutes: await stores.db.historyMinute.count({ where: { concertId } }),
  hours: await stores.db.historyHour.findMany({
    where: { concertId },
    orderBy: { at: 'asc' },
    select: { minutes: true, joins: true },
  }),
});

test('each minute has what happened since the minute before, and the levels at its end', async () => {
  const show = await aPerformance(stores.db, { capacity: 3 });
  const holder = await aHolder(stores, { show, money: 100_000, seats: [1, 2] });
  await aHolder(stores, { show, seats: [3] });
  await drainAll(stores, show.concertId, 2);
  await recordMinute(stores, after(0));
  const { paymentId } = await pay(stores.db, { ...holder, idempotencyKey: 'bought-it' });
  await leave(stores, holder.userId, show.concertId, 'PAID');
  for (const person of await people(stores.db, 4)) await join(stores, person, show.concertId);
  await drainAll(stores, show.concertId, 2);
  const byUserId = await aPerson(stores.db, 'OWNER');
  const [reason, idempotencyKey] = ['a reason', 'refund-it-1'];
  await refund(stores.db, { byUserId, paymentId, seats: [2], reason, idempotencyKey });
  await recordEntries(
    stores.db,
    { concertId: show.concertId, epoch: 2 },
    {
      ended: [{ userId: byUserId, epoch: 2, number: 1, unclaimedAt: 6 }],
    },
  );
  await recordMinute(stores, after(1));
  const same = {
    capacity: 3,
    waitP50: expect.any(Number) as unknown,
    waitP90: expect.any(Number) as unknown,
  };
  expect(await points(show, 0, 5)).toEqual([
    {
      ...same,
      at: start(0),
      ...{ waiting: 0, active: 2, joins: 2, admissions: 2, completions: 0, noShows: 0 },
      ...{ held: 3, sold: 0, revenue: 0 },
    },
    {
      ...same,
      at: start(1),
      ...{ waiting: 2, active: 3, joins: 4, admissions: 2, completions: 1, noShows: 1 },
      ...{ held: 1, sold: 1, revenue: 50_000 },
    },
  ]);
});

/** Records one minute on eight instances at once. Returns the rows of a queue with three joins. */
async function recordAtOnce(broken: [find: string, put: string][] = []) {
  const show = await aPerformance(stores.db);
  for (let joined = 0; joined < 3; joined++) await admitted(stores, show);
  const { db } = mutated(stores.db, { sql: broken });
  const instances = Array.from({ length: 8 }, () => ({ ...stores, db: anotherClient(db) }));
  await Promise.all(instances.map((instance) => recordMinute(instance, after(10))));
  return rowsOf(show);
}
const oneOfEach = { minutes: 1, hours: [{ minutes: 1, joins: 3 }] };

test('of many instances that record a minute at once, exactly one writes it', async () => {
  expect(await recordAtOnce()).toEqual(oneOfEach);
});

test('negative control: if the loser of the unique key adds its minute to the hour, it counts twice', async () => {
  const unguarded: [string, string] = [
    'ON CONFLICT (concert_id, at) DO NOTHING',
    'ON CONFLICT (concert_id, at) DO UPDATE SET joins = excluded.joins',
  ];
  expect(await recordAtOnce([unguarded])).toEqual({
    minutes: 1,
    hours: [{ minutes: 8, joins: 3 }],
  });
});

test('an instance that dies while it records a minute leaves the minute to the others, without a loss', async () => {
  const show = await aPerformance(stores.db);
  await admitted(stores, show);
  const dying = stores.db.$transaction(async (tx) => {
    const db = new Proxy(stores.db, {
      get: (target, name) =>
        name === '$queryRawUnsafe'
          ? tx.$queryRawUnsafe.bind(tx)
          : (Reflect.get(target, name) as unknown),
    });
    await recordMinute({ ...stores, db }, after(0));
    throw new Error('the instance dies');
  });
  await expect(dying).rejects.toThrow('the instance dies');
  expect(await rowsOf(show)).toEqual({ minutes: 0, hours: [] });
  await recordMinute(stores, after(0));
  expect(await rowsOf(show)).toEqual({ minutes: 1, hours: [{ minutes: 1, joins: 1 }] });
});

test('the next epoch’s joins count from its base, and minutes that nobody recorded lose no join', async () => {
  const show = await aPerformance(stores.db);
  await admitted(stores, show);
  await recordMinute(stores, after(0));
  await admitted(stores, show);
  await recordMinute(stores, after(3));
  await stores.redis.del(`jari:{${String(show.concertId)}}:meta`);
  await join(stores, await aPerson(stores.db), show.concertId); // waits: the recovery time begins
  await recordMinute(stores, after(4));
  const joined = (await points(show, 0, 9)).map(({ joins, active }) => [joins, active]);
  expect(joined).toEqual([
    [1, 1],
    [0, 1],
    [0, 1],
    [1, 2],
    [1, 2],
  ]);
});

test('a period of more than a day is shown by hour, with the sums of its minutes', async () => {
  const show = await aPerformance(stores.db);
  for (const minute of [58, 59, 60]) {
    await admitted(stores, show);
    await recordMinute(stores, after(minute));
  }
  expect((await points(show, 0, 1_439)).map(({ at }) => at)).toEqual([58, 59, 60].map(start));
  const hours = await points(show, 0, 1_440);
  expect(hours.map(({ at, joins, active }) => [at, joins, active])).toEqual([
    [start(0), 2, 2],
    [start(60), 1, 3],
  ]);
});

test('minutes are kept for 90 days, and their hours for ever', async () => {
  const show = await aPerformance(stores.db);
  await admitted(stores, show);
  await recordMinute(stores, after(59));
  const day = 24 * 60;
  await recordMinute(stores, after(59 + 90 * day - 60));
  expect(await rowsOf(show)).toMatchObject({ minutes: 1 });
  await recordMinute(stores, after(59 + 90 * day));
  expect(await rowsOf(show)).toEqual({ minutes: 0, hours: [{ minutes: 1, joins: 1 }] });
});

test('a queue without a join has no row; after the sale only a change writes one', async () => {
  const show = await aPerformance(stores.db);
  await recordMinute(stores, after(0));
  expect(await rowsOf(show)).toMatchObject({ minutes: 0 });
  const holder = await aHolder(stores, { show, money: 50_000 });
  const { paymentId } = await pay(stores.db, { ...holder, idempotencyKey: 'bought-it' });
  await recordMinute(stores, after(1));
  const ended = new Date(hour - 2 * 3_600_000);
  await stores.db.concert.update({
    where: { id: show.concertId },
    data: { state: 'ENDED', endedAt: ended },
  });
  await recordMinute(stores, after(2));
  await recordMinute(stores, after(3));
  const byUserId = await aPerson(stores.db, 'OWNER');
  await refund(stores.db, { byUserId, paymentId, reason: 'r', idempotencyKey: 'refund-it-1' });
  await recordMinute(stores, after(4));
  const revenues = (await points(show, 0, 9)).map(({ at, revenue }) => [at, revenue]);
  expect(revenues).toEqual([
    [start(1), 50_000],
    [start(2), 50_000],
    [start(3), 50_000],
    [start(4), 0],
  ]);
});

test('an instance asks the database once a minute', async () => {
  let now = 0;
  const job = historyJob(stores, () => now);
  const show = await aPerformance(stores.db);
  await admitted(stores, show);
  await job();
  const first = await rowsOf(show);
  expect(first).toMatchObject({ minutes: 1 });
  await stores.db.historyMinute.deleteMany({ where: { concertId: show.concertId } });
  await job();
  expect(await rowsOf(show)).toMatchObject({ minutes: 0 });
  now += minuteMs;
  await job();
  expect(await rowsOf(show)).toMatchObject({ minutes: 1 });
});

test('the history of an unknown concert is NOT_FOUND', async () => {
  const period = { from: start(0), to: start(1) };
  const asked = history(stores.db, { concertId: 2_147_483_647, ...period });
  expect((await refusalOf(asked)).code).toBe('NOT_FOUND');
});
