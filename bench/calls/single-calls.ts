// Measures joins, polls and seat lists at several numbers of connections.
import { join } from '#server/queue/queue.ts';
import { aPerformance } from '#tests/support/factories.ts';
import type { TestStores } from '#tests/support/stores.ts';
import { userIdAt } from '../bench-user.ts';
import { aSale, saleRules } from '../seats/sale.ts';
import { seatsPerDate } from '../seats/sizes.ts';
import type { Row } from '../table.ts';
import type { CallName, CallUser } from './requests.ts';
import { atEachLevel, bareUsers, compare, endless, type Variant } from './levels.ts';
import { callRows } from './rows.ts';
import { withServers } from './servers.ts';
import type { Sizes } from './sizes.ts';
import { aFullConcert, joinersOf, Stock, toCallUser } from './stock.ts';

const bareScript = 'bare node:http, one Redis script';
const bareList = 'bare node:http, the list from memory';

const runOf =
  (stock: Stock): Variant =>
  (connections, seconds) =>
    stock.run(connections, seconds);

export function joinRows(stores: TestStores, sizes: Sizes): Promise<Row[]> {
  return withServers('join', async (servers) => {
    const { joiners, preparedMin } = sizes;
    const aFull = () => aFullConcert(stores, joiners + 1);
    const anOpen = async () => (await aPerformance(stores.db, saleRules)).concertId;
    const stockOf = (call: CallName, aConcert: () => Promise<number>) =>
      new Stock(servers, call, joinersOf(aConcert, joiners), preparedMin);
    const found = await atEachLevel(
      {
        bare: await endless(servers, servers.bareUrl, {
          stock: 'bare',
          call: 'joinWaiting',
          of: bareUsers(sizes),
        }),
        waits: runOf(stockOf('joinWaiting', aFull)),
        admitted: runOf(stockOf('joinActive', anOpen)),
      },
      sizes,
    );
    return [
      ...callRows('join (waits)', bareScript, compare(found, 'waits', 'bare'), {
        aim: 0.6,
        least: 0.35,
      }),
      ...callRows('join (admitted at once)', bareScript, compare(found, 'admitted', 'bare'), {
        aim: 0.4,
      }),
    ];
  });
}

async function waitingUsers(stores: TestStores, { readers }: Sizes): Promise<CallUser[]> {
  const concertId = await aFullConcert(stores, readers + 1);
  const numbers = Array.from({ length: readers }, (_, at) => at + 1);
  return Promise.all(
    numbers.map(async (n) => ({
      n,
      concertId,
      token: (await join(stores, userIdAt(n), concertId)).token,
    })),
  );
}

async function activeUsers(stores: TestStores, { readers }: Sizes): Promise<CallUser[]> {
  const { users } = await aSale(
    stores,
    { dateCount: 1, people: readers },
    (at) => at % seatsPerDate,
  );
  return users.map(toCallUser);
}

export function pollRows(stores: TestStores, sizes: Sizes): Promise<Row[]> {
  return withServers('poll', async (servers) => {
    const found = await atEachLevel(
      {
        bare: await endless(servers, servers.bareUrl, {
          stock: 'bare',
          call: 'pollWaiting',
          of: bareUsers(sizes),
        }),
        waiting: await endless(servers, servers.url, {
          stock: 'waiting',
          call: 'pollWaiting',
          of: await waitingUsers(stores, sizes),
        }),
        active: await endless(servers, servers.url, {
          stock: 'active',
          call: 'pollActive',
          of: await activeUsers(stores, sizes),
        }),
      },
      sizes,
    );
    return [
      ...callRows('poll (waiting)', bareScript, compare(found, 'waiting', 'bare'), { aim: 2 }),
      ...callRows('poll (active)', 'poll (waiting)', compare(found, 'active', 'waiting'), {
        aim: 0.8,
        least: 0.75,
      }),
    ];
  });
}

export function seatRows(stores: TestStores, sizes: Sizes): Promise<Row[]> {
  return withServers('seats', async (servers) => {
    const of = await activeUsers(stores, sizes);
    const found = await atEachLevel(
      {
        bare: await endless(servers, servers.bareUrl, { stock: 'bare', call: 'seats', of }),
        seats: await endless(servers, servers.url, { stock: 'seats', call: 'seats', of }),
      },
      sizes,
    );
    return callRows(
      'seat list of a performance, guarded',
      bareList,
      compare(found, 'seats', 'bare'),
      {
        aim: 0.4,
        least: 0.2,
      },
    );
  });
}
