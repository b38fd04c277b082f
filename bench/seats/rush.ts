// Measures a concert that sells out at once, and one seat that all users want.
import { startInstance } from '#tests/support/instance.ts';
import type { TestStores } from '#tests/support/stores.ts';
import { medians, timed } from '../load.ts';
import type { Row } from '../table.ts';
import { openConnections } from '../wire.ts';
import type { Bare } from './bare.ts';
import { aSale, seededRandom, type Sale, settled } from './sale.ts';
import { type Sizes, workerCount } from './sizes.ts';
import {
  bareImplementation,
  httpImplementation,
  retryWhileBusy,
  roomImplementation,
  type Implementation,
  countingUndone,
} from './implementations.ts';

const roomMin = 0.35;
const httpMin = 0.2;
const retriesMax = 0.1;
const hotMax = 3;

interface SoldOut {
  sold: number;
  seconds: number;
}

/** Lets users hold and pay for the seats they want, until no seat is left. */
async function sellOut({ users, seatCount }: Sale, by: Implementation): Promise<SoldOut> {
  const since = performance.now();
  let sold = 0;
  await timed(users, { atOnce: workerCount, seconds: 600 }, async (user) => {
    if (sold === seatCount) return;
    const reservationId = await retryWhileBusy(() => by.hold(user));
    if (reservationId === null) return;
    await retryWhileBusy(() => by.pay(user, reservationId));
    sold++;
  });
  return { sold, seconds: (performance.now() - since) / 1_000 };
}

export async function rushRows(
  stores: TestStores,
  bare: Bare,
  { rounds, dates, people }: Sizes,
): Promise<Row[]> {
  const { db, undone } = countingUndone(stores.db);
  const instance = await startInstance({ DATABASE_POOL_MAX: String(workerCount) });
  const connections = await openConnections(instance.url, workerCount);
  const sold = { bare: 0, room: 0, http: 0 };
  let seatCount = 0;
  const selling = (name: keyof typeof sold, by: Implementation) => async (): Promise<number> => {
    const wanted = seededRandom(dates);
    const sale = await aSale(stores, { dateCount: dates, people }, (_, seats) => wanted(seats));
    await settled(stores);
    const result = await sellOut(sale, by);
    seatCount = sale.seatCount;
    sold[name] += result.sold;
    return result.sold / result.seconds;
  };
  const before = bare.undone;
  const found = await medians(
    {
      bare: selling('bare', bareImplementation(bare)),
      room: selling('room', roomImplementation({ ...stores, db })),
      http: selling('http', httpImplementation(instance.url, connections)),
    },
    rounds,
  );
  for (const connection of connections) connection.close();
  await instance.stop();
  await settled(stores);
  const [bareRetries, roomRetries] = [(bare.undone - before) / sold.bare, undone() / sold.room];
  const size = `${seatCount.toLocaleString('en')} seats over ${String(dates)} dates, ${people.toLocaleString('en')} users`;
  const baseline = `the same SQL in a bare loop: ${found.bare.toFixed(0)} flows/s, ${bareRetries.toFixed(3)} retries per flow`;
  const { bare: least, room, http } = found;
  return [
    {
      what: `rush: ${size}, hold and pay until sold out, room functions, ${String(workerCount)} at a time`,
      figure: `${room.toFixed(0)} flows/s`,
      baseline,
      ratio: room / least,
      target: `≥ ${String(roomMin)}×`,
      met: room / least >= roomMin,
    },
    {
      what: 'retries per flow',
      figure: roomRetries.toFixed(3),
      baseline: bareRetries.toFixed(3),
      target: `≤ ${String(retriesMax)}`,
      met: roomRetries <= retriesMax,
    },
    {
      what: 'the same rush over HTTP (tRPC), one instance',
      figure: `${http.toFixed(0)} flows/s`,
      baseline,
      ratio: http / least,
      target: `≥ ${String(httpMin)}×`,
      met: http / least >= httpMin,
    },
  ];
}

export async function hotSeatRows(
  stores: TestStores,
  bare: Bare,
  { rounds, contenders }: Sizes,
): Promise<Row[]> {
  let winnersMax = 0;
  const secondsUntilAnswered = (by: Implementation) => async (): Promise<number> => {
    const { users } = await aSale(stores, { dateCount: 1, people: contenders }, () => 0);
    const since = performance.now();
    let winners = 0;
    await timed(users, { atOnce: workerCount, seconds: 600 }, async (user) => {
      if ((await retryWhileBusy(() => by.hold(user))) !== null) winners++;
    });
    if (winners === 0) throw new Error('no user got the seat');
    winnersMax = Math.max(winnersMax, winners);
    return (performance.now() - since) / 1_000;
  };
  const found = await medians(
    {
      bare: secondsUntilAnswered(bareImplementation(bare)),
      room: secondsUntilAnswered(roomImplementation(stores)),
    },
    rounds,
  );
  await settled(stores);
  const ratio = found.room / found.bare;
  return [
    {
      what: `one seat, ${contenders.toLocaleString('en')} contenders: time until all are answered`,
      figure: `${found.room.toFixed(2)} s, ${winnersMax === 1 ? 'one winner each time' : `${String(winnersMax)} winners`}`,
      baseline: `the same SQL in a bare loop: ${found.bare.toFixed(2)} s`,
      ratio,
      target: `≤ ${String(hotMax)}×, one winner`,
      met: ratio <= hotMax && winnersMax === 1,
    },
  ];
}
