// Measures the sale of a whole concert over HTTP, and the contention for one seat.
import type { TestStores } from '#tests/support/stores.ts';
import type { Measured } from '../calling-users.ts';
import { aSale, seededRandom, settled } from '../seats/sale.ts';
import { seatsPerDate } from '../seats/sizes.ts';
import type { Row } from '../table.ts';
import { bareUpdate, bareUpdates } from './purchases.ts';
import { rateText } from './rows.ts';
import { alternate, type Figures, perSecondOf, type Servers, withServers } from './servers.ts';
import { bareUsers } from './levels.ts';
import { connectionsOfTarget, type Sizes } from './sizes.ts';
import { toCallUser } from './stock.ts';

const warmUp = { dates: 1, people: 200 };

/**
 * Runs holds and payments until the concert is sold out, all users have called, or `seconds` are
 * over.
 */
async function sellOut(
  stores: TestStores,
  { users, url }: Servers,
  { dates, people }: { dates: number; people: number },
  seconds: number,
): Promise<Measured> {
  const wanted = seededRandom(dates);
  const sale = await aSale(stores, { dateCount: dates, people }, (_, seats) => wanted(seats));
  await settled(stores);
  const stock = `rush for ${String(dates)} dates`;
  const buyers = sale.users.map(toCallUser);
  await users.ask('supply', { stock, url, call: 'holdAndPay', users: buyers });
  const load = { stock, connections: connectionsOfTarget, seconds, doneMax: sale.seatCount };
  return users.ask('run', load);
}

export async function rushRows(stores: TestStores, sizes: Sizes): Promise<Row[]> {
  const { dates, people, secondsMax } = sizes.rush;
  const { sold, bare } = await withServers('update', async (servers) => {
    const updates = await bareUpdates(servers, sizes);
    const measureBare = () => updates(connectionsOfTarget, sizes.seconds);
    await measureBare();
    await sellOut(stores, servers, warmUp, secondsMax);
    const bare = await measureBare();
    return { bare, sold: await sellOut(stores, servers, { dates, people }, secondsMax) };
  });
  await settled(stores);
  const flows = sold.answered - sold.taken;
  const [seats, perSecond] = [dates * seatsPerDate, flows / sold.seconds];
  return [
    {
      what: `rush over HTTP: ${people.toLocaleString('en')} users for ${seats.toLocaleString('en')} seats, hold and pay, ${String(connectionsOfTarget)} connections`,
      figure: `${rateText(perSecond)}: ${flows.toLocaleString('en')} sold, ${sold.taken.toLocaleString('en')} found their seat taken`,
      baseline: `${bareUpdate}: ${rateText(perSecondOf(bare))}`,
      ratio: perSecond / perSecondOf(bare),
      target: '≥ 6× the flows before group execution, same session',
    },
  ];
}

export async function contenderRows(stores: TestStores, sizes: Sizes): Promise<Row[]> {
  const { people, rounds, secondsMax } = sizes.contenders;
  let [winnersMax, busy] = [0, 0];
  const { bare, contend } = await withServers('update', ({ users, url, bareUrl }) => {
    const allAtOnce = async (stock: string): Promise<Measured> => {
      const measured = await users.ask('run', { stock, connections: people, seconds: secondsMax });
      if (measured.answered < people) throw new Error('not all users got an answer');
      return measured;
    };
    return alternate(
      {
        bare: async () => {
          const of = bareUsers({ readers: people });
          await users.ask('supply', { stock: 'bare', url: bareUrl, call: 'charge', users: of });
          return allAtOnce('bare');
        },
        contend: async () => {
          const sale = await aSale(stores, { dateCount: 1, people }, () => 0);
          const contenders = sale.users.map(toCallUser);
          await users.ask('supply', { stock: 'one seat', url, call: 'hold', users: contenders });
          const measured = await allAtOnce('one seat');
          winnersMax = Math.max(winnersMax, measured.answered - measured.taken);
          busy += measured.busy;
          return measured;
        },
      },
      rounds,
    );
  });
  await settled(stores);
  const secondsOf = ({ perSecond }: Figures) => people / perSecond;
  const winners = winnersMax === 1 ? 'one winner each time' : `${String(winnersMax)} winners`;
  return [
    {
      what: `one seat, ${people.toLocaleString('en')} users at once, each on a connection: time to the last answer`,
      figure: `${secondsOf(contend).toFixed(2)} s, ${winners}, ${String(busy)} answers TRY_AGAIN`,
      baseline: `${bareUpdate}: ${secondsOf(bare).toFixed(2)} s`,
      ratio: secondsOf(contend) / secondsOf(bare),
      target: 'one winner; no later than before group execution, same session',
      met: winnersMax === 1,
    },
  ];
}
