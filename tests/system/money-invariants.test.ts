import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { auditNow } from '../support/database-state.ts';
import {
  at,
  type MoneyWorkload,
  type Customer,
  expectConsistentWallet,
  MoneyWorker,
  readTotals,
} from '../support/money-invariants.ts';
import { fanOf } from '../support/http-client.ts';
import { aPerson, aPerformance, people } from '../support/factories.ts';
import { type Instance, startInstance } from '../support/instance.ts';
import { testStores, type TestStores } from '../support/stores.ts';
import { charge } from '#server/wallet/wallet.ts';

const startsInstanceMsMax = 120_000;
const workers = 16;
const openForMs = 10_000;
const operations = ['charge', 'buy', 'cancel', 'refund'] as const;
const timesMin = 5; // minimum number of runs of each operation, even on a slow machine

let stores: TestStores;
let workload: MoneyWorkload;
let reader: pg.Client;
beforeAll(async () => {
  stores = await testStores();
  reader = new pg.Client({ connectionString: process.env['DATABASE_URL'] });
  await reader.connect();
  const instances = await Promise.all([startInstance(), startInstance()]);
  const adminId = await aPerson(stores.db, 'OWNER');
  // Two workers share each customer, so that each wallet gets concurrent requests.
  const customers = (await people(stores.db, workers / 2)).map((id): Customer => ({
    fan: fanOf(id),
    expectedKrw: 0,
    paid: [],
  }));
  workload = {
    instances,
    shows: [await aPerformance(stores.db), await aPerformance(stores.db)],
    admin: fanOf(adminId),
    customers,
    done: {},
  };
}, startsInstanceMsMax);
afterAll(async () => {
  await Promise.all(workload.instances.map((instance: Instance) => instance.stop()));
  await reader.end();
  await stores.close();
});

test(
  'while 16 workers charge, sell, cancel and refund over two instances, every reader sees money that adds up',
  { timeout: startsInstanceMsMax },
  async () => {
    const closing = new AbortController();
    const isOpen = () => !closing.signal.aborted;
    const until = performance.now() + openForMs;
    const isEnough = () =>
      operations.every((operation) => (workload.done[operation] ?? 0) >= timesMin);
    const work = async (number: number) => {
      const worker = new MoneyWorker(workload, number);
      while (performance.now() < until || !isEnough()) await worker.step();
    };
    let reads = 0;
    const readAll = async () => {
      while (isOpen()) {
        const { least, ...differences } = await readTotals(reader, 'REPEATABLE READ');
        expect(differences).toEqual({ unaccounted: 0, kept: 0 });
        expect(least).toBeGreaterThanOrEqual(0);
        reads++;
      }
    };
    const readOnes = async () => {
      for (let nth = 0; isOpen(); nth++) {
        await expectConsistentWallet(
          at(workload.customers, nth % workload.customers.length),
          workload.instances[nth % 2 === 0 ? 0 : 1],
        );
      }
    };
    const reading = Promise.all([readAll(), readOnes()]);
    await Promise.all(Array.from({ length: workers }, (_, number) => work(number))).finally(() =>
      closing.abort(),
    );
    await reading;

    expect(reads).toBeGreaterThan(10);

    const balances = workload.customers.map(({ fan }) =>
      fan.at(workload.instances[0]).wallet.balance.query(),
    );
    expect((await Promise.all(balances)).map(({ balance }) => balance)).toEqual(
      workload.customers.map(({ expectedKrw }) => expectedKrw),
    );
    expect((await auditNow()).filter(({ breaches }) => breaches > 0)).toEqual([]);
  },
);

test('all operations lock in one order, so no deadlock occurs', async () => {
  // PostgreSQL counts the deadlocks of a connection at the latest when the connection closes.
  await Promise.all(workload.instances.map((instance) => instance.stop()));
  const { rows } = await reader.query<{ deadlocks: string }>(
    'SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()',
  );
  expect(rows).toEqual([{ deadlocks: '0' }]);
});

test('negative control: a reader without a snapshot sees money that does not add up', async () => {
  const userId = await aPerson(stores.db);
  const charging = (idempotencyKey: string) => () =>
    charge(stores.db, userId, { amount: 700, idempotencyKey });
  expect(await readTotals(reader, 'READ COMMITTED', charging('between-them-1'))).toMatchObject({
    unaccounted: -700,
  });
  expect(await readTotals(reader, 'REPEATABLE READ', charging('between-them-2'))).toMatchObject({
    unaccounted: 0,
  });
});
