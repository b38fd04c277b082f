// Measures holds, charges, payments and complete purchases, with and without polling users.
import { setTimeout as pause } from 'node:timers/promises';
import type { TestStores } from '#tests/support/stores.ts';
import { Child } from '../child.ts';
import { aQueue, clear, fill } from '../filled-queue.ts';
import { settled } from '../seats/sale.ts';
import type { Row } from '../table.ts';
import type { jobs as waitingJobs } from '../waiting-users.ts';
import { callRows, rateText, type Target, verdict } from './rows.ts';
import { alternate, type Servers, withServers } from './servers.ts';
import { atEachLevel, bareUsers, compare, endless } from './levels.ts';
import { connectionsOfTarget, type Sizes } from './sizes.ts';
import { buyersOf, Stock } from './stock.ts';

export const bareUpdate = 'bare node:http, one UPDATE';

const targets: Record<'hold' | 'charge' | 'pay' | 'holdAndPay', Target> = {
  hold: { aim: 0.45, least: 0.23 },
  charge: { aim: 0.45, least: 0.25 },
  pay: { aim: 0.16, least: 0.1 },
  holdAndPay: { aim: 0.11, least: 0.06 },
};
const retriesMax = 0.05;
const settleMs = 2_000;
const besideTarget: Target = { aim: 0.7 };

/** Returns the database's total number of rolled-back transactions. */
async function rollbacks({ db }: TestStores): Promise<number> {
  const [row] = await db.$queryRaw<
    { count: bigint }[]
  >`SELECT xact_rollback AS count FROM pg_stat_database WHERE datname = current_database()`;
  return Number(row?.count);
}

export const bareUpdates = (servers: Servers, sizes: Sizes) =>
  endless(servers, servers.bareUrl, { stock: 'bare', call: 'charge', of: bareUsers(sizes) });

async function measurePurchases(stores: TestStores, sizes: Sizes, servers: Servers) {
  const { users, url } = servers;
  const nextBuyers = buyersOf(stores, sizes.buyers);
  const [hold, holdAndPay] = (['hold', 'holdAndPay'] as const).map(
    (call) => new Stock(servers, call, nextBuyers, sizes.preparedMin),
  ) as [Stock, Stock];
  const payers = Array.from({ length: sizes.buyers }, (_, at) => ({ n: at + 1, concertId: 0 }));
  const charge = await endless(servers, url, { stock: 'charge', call: 'charge', of: payers });
  let paidOrCharged = 0;
  const found = await atEachLevel(
    {
      bare: await bareUpdates(servers, sizes),
      charge: async (connections, seconds) => {
        const measured = await charge(connections, seconds);
        paidOrCharged += measured.answered;
        return measured;
      },
      hold: (connections, seconds) => hold.run(connections, seconds),
      pay: async (connections, seconds) => {
        const measured = await users.ask('run', { stock: 'pay', connections, seconds });
        paidOrCharged += measured.answered;
        return measured;
      },
      holdAndPay: (connections, seconds) => holdAndPay.run(connections, seconds),
    },
    sizes,
  );
  return { found, items: paidOrCharged + hold.answered + 2 * holdAndPay.answered };
}

export async function purchaseRows(stores: TestStores, sizes: Sizes): Promise<Row[]> {
  const before = await rollbacks(stores);
  const { found, items } = await withServers('update', (servers) =>
    measurePurchases(stores, sizes, servers),
  );
  // Reads the count after the instance has stopped, because PostgreSQL counts a connection's last
  // transactions when the connection ends.
  const retries = ((await rollbacks(stores)) - before) / items;
  await settled(stores);
  const rowsOf = (what: string, name: keyof typeof targets) =>
    callRows(what, bareUpdate, compare(found, name, 'bare'), targets[name]);
  return [
    ...rowsOf('hold', 'hold'),
    ...rowsOf('charge', 'charge'),
    ...rowsOf('pay', 'pay'),
    ...rowsOf('hold and pay', 'holdAndPay'),
    {
      what: 'transactions rolled back per hold, charge and payment',
      figure: retries.toFixed(3),
      target: `≤ ${String(retriesMax)}`,
      met: retries <= retriesMax,
    },
  ];
}

export async function besideRows(stores: TestStores, sizes: Sizes): Promise<Row[]> {
  const { waiting, rounds, paceMs, seconds } = sizes.beside;
  const queue = await aQueue(stores, waiting + 1);
  await fill(stores, queue, { from: 1, to: waiting + 1 });
  const polls = { perSecond: 0, refused: 0 };
  const { alone, beside } = await withServers('update', (servers) => {
    const stock = new Stock(
      servers,
      'holdAndPay',
      buyersOf(stores, sizes.buyers),
      Math.ceil(sizes.preparedMin * seconds),
    );
    const buy = () => stock.run(connectionsOfTarget, seconds);
    return alternate(
      {
        alone: buy,
        beside: async () => {
          // Prepares before the polls start, so that their count excludes the preparation.
          await stock.prepare();
          const pollers = new Child<typeof waitingJobs>('waiting-users.ts');
          try {
            const people = { from: 2, to: waiting + 1, connections: 64, overMs: paceMs };
            await pollers.ask('begin', { url: servers.url, ...queue, ...people });
            await pause(settleMs);
            await pollers.ask('takeCounts', undefined);
            const measured = await buy();
            const { waiting: answered, refused } = await pollers.ask('takeCounts', undefined);
            polls.perSecond = answered / measured.seconds;
            polls.refused += refused;
            return measured;
          } finally {
            await pollers.stop();
          }
        },
      },
      rounds,
    );
  });
  await clear(stores, queue);
  await settled(stores);
  const ratio = beside.perSecond / alone.perSecond;
  return [
    {
      what: `hold and pay beside ${waiting.toLocaleString('en')} waiting users who poll at their pace, ${String(connectionsOfTarget)} connections`,
      figure: `${rateText(beside.perSecond)}, with ${rateText(polls.perSecond)} polls, ${String(polls.refused)} refused`,
      baseline: `nobody polls: ${rateText(alone.perSecond)}`,
      ratio,
      ...verdict(ratio, besideTarget),
    },
  ];
}
