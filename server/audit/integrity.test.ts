import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Refusal } from '../errors/refusal.ts';
import { auditNow } from '#tests/support/database-state.ts';
import { eventually } from '#tests/support/eventually.ts';
import { aPerson } from '#tests/support/factories.ts';
import { outcomeOf } from '#tests/support/people.ts';
import { testStores, type TestStores } from '#tests/support/stores.ts';
import { checkNames } from './audit.ts';
import { type Integrity, shareIntegrity } from './integrity.ts';

let stores: TestStores;
beforeAll(async () => void (stores = await testStores()));
afterAll(() => stores.close());

/** A clock in ms that only the test moves. */
const testClock = () => {
  const clock = { at: 1, now: () => clock.at };
  return clock;
};

test('every check of the audit reports its breaches, and `at` is the database’s time', async () => {
  const check = shareIntegrity();
  const { at, checks } = await check(stores.databaseUrl);
  expect(checks.map((finding) => [finding.check, finding.breaches])).toEqual(
    checkNames.map((name) => [name, 0]),
  );
  const [row] = await stores.db.$queryRaw<{ now: Date }[]>`SELECT clock_timestamp() AS now`;
  expect(Number(row?.now) - Date.parse(at)).toBeLessThan(10_000);
});

test('a result is kept for 60 s, so a new breach shows up only afterwards', async () => {
  const clock = testClock();
  const check = shareIntegrity(undefined, clock);
  const first = await check(stores.databaseUrl);
  const userId = await aPerson(stores.db);
  await stores.db.account.update({ where: { userId }, data: { balanceKrw: 1 } });
  clock.at += 59_999;
  expect(await check(stores.databaseUrl)).toBe(first);
  clock.at += 2;
  const { checks } = await check(stores.databaseUrl);
  expect(checks.filter(({ breaches }) => breaches > 0)).toEqual([
    {
      check: 'balances',
      looked: expect.any(Number) as number,
      breaches: 1,
      examples: [`wallet of ${userId}: holds 1, its entries sum to 0`],
    },
  ]);
  await stores.db.account.update({ where: { userId }, data: { balanceKrw: 0 } });
});

test('all callers share one run, and a failed run is repeated', async () => {
  let [runs, fails] = [0, true];
  const over = Promise.withResolvers<undefined>();
  const check = shareIntegrity(async (): Promise<Integrity> => {
    runs++;
    await over.promise;
    if (fails) throw new Refusal('TRY_AGAIN', {});
    return { at: '2030-01-01T00:00:00.000Z', checks: [] };
  });
  const waiting = Array.from({ length: 20 }, () => outcomeOf(check('a database')));
  over.resolve(undefined);
  expect(new Set(await Promise.all(waiting))).toEqual(new Set(['TRY_AGAIN']));
  expect(runs).toBe(1);
  fails = false;
  const results = await Promise.all(Array.from({ length: 20 }, () => check('a database')));
  expect([runs, new Set(results).size]).toEqual([2, 1]);
});

test('a run that must wait for a lock ends with TRY_AGAIN and leaves no connection', async () => {
  const check = shareIntegrity();
  const other = new pg.Client({ connectionString: stores.databaseUrl });
  await other.connect();
  await other.query('BEGIN; LOCK TABLE accounts IN ACCESS EXCLUSIVE MODE');
  expect(await outcomeOf(check(stores.databaseUrl))).toBe('TRY_AGAIN');
  await other.query('ROLLBACK');
  expect(await outcomeOf(check(stores.databaseUrl))).toBe('done');
  const { rows } = await other.query(
    "SELECT count(*)::int AS open FROM pg_stat_activity WHERE application_name = 'jari integrity' AND xact_start IS NOT NULL",
  );
  expect(rows).toEqual([{ open: 0 }]);
  await other.end();
});

/** Returns the number of runs that have begun their checks. */
async function runsUnderWay(): Promise<number> {
  const [row] = await stores.db.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event_type = 'Lock' AND wait_event = 'relation'`;
  return row?.count ?? 0;
}

/**
 * Starts three runs at once, while a lock stops each run at its checks. Returns the number of runs
 * that reach their checks.
 */
async function runsAtOnce(run: () => Promise<unknown>): Promise<number> {
  const other = new pg.Client({ connectionString: stores.databaseUrl });
  await other.connect();
  await other.query('BEGIN; LOCK TABLE accounts IN ACCESS EXCLUSIVE MODE');
  const runs = Promise.allSettled([run(), run(), run()]);
  await eventually('all runs wait', async () => {
    const [row] = await stores.db.$queryRaw<{ waiting: number }[]>`
      SELECT count(*)::int AS waiting FROM pg_stat_activity
      WHERE datname = current_database() AND wait_event_type = 'Lock'`;
    return row?.waiting === 3;
  });
  const underWay = await runsUnderWay();
  await other.end();
  for (const { status } of await runs) expect(status).toBe('fulfilled');
  return underWay;
}

test('of several instances one runs the audit at a time, and the others wait for it', async () => {
  expect(await runsAtOnce(() => shareIntegrity()(stores.databaseUrl))).toBe(1);
});

test('negative control: without the lock, all of them run at once', async () => {
  expect(await runsAtOnce(() => auditNow(stores.databaseUrl))).toBe(3);
});

test('an unreachable database is TRY_AGAIN', async () => {
  const url = new URL(stores.databaseUrl);
  url.port = '1';
  expect(await outcomeOf(shareIntegrity()(url.href))).toBe('TRY_AGAIN');
});
