// Measures simultaneous charges, and payments at growing concurrency.
import { randomUUID } from 'node:crypto';
import type { TestStores } from '#tests/support/stores.ts';
import { charge } from '#server/wallet/wallet.ts';
import { medians, timed } from '../load.ts';
import { userIdAt } from '../bench-user.ts';
import type { Row } from '../table.ts';
import type { Bare } from './bare.ts';
import { aSale, type VirtualUser, settled } from './sale.ts';
import type { Sizes } from './sizes.ts';
import {
  bareImplementation,
  retryWhileBusy,
  roomImplementation,
  type Implementation,
} from './implementations.ts';

const chargeMin = 0.35;
const payMin = 0.8;
const chargeKrw = 1_000;
const concurrencies = [1, 8, 32, 100];

type Charge = (userId: string, key: string) => Promise<unknown>;

async function chargesPerSecond(stores: TestStores, people: string[], by: Charge): Promise<number> {
  const total = async () => {
    const [row] = await stores.db.$queryRaw<
      { krw: bigint }[]
    >`SELECT sum(balance_krw)::bigint AS krw FROM accounts`;
    return Number(row?.krw);
  };
  const before = await total();
  const since = performance.now();
  await Promise.all(
    people.map((userId) => {
      const key = randomUUID();
      return retryWhileBusy(() => by(userId, key));
    }),
  );
  const seconds = (performance.now() - since) / 1_000;
  const lost = before + people.length * chargeKrw - (await total());
  if (lost !== 0) throw new Error(`${String(lost)} won of charges were lost`);
  return people.length / seconds;
}

export async function chargeRows(
  stores: TestStores,
  bare: Bare,
  { rounds, charges }: Sizes,
): Promise<Row[]> {
  const groups = {
    [`${charges.toLocaleString('en')} users charge at once`]: Array.from(
      { length: charges },
      (_, at) => userIdAt(at + 1),
    ),
    [`one user charges ${charges.toLocaleString('en')} times at once`]: Array.from(
      { length: charges },
      () => userIdAt(1),
    ),
  };
  const implementations: Record<'bare' | 'room', Charge> = {
    bare: (userId, key) => bare.charge(userId, chargeKrw, key),
    room: (userId, idempotencyKey) =>
      charge(stores.db, userId, { amount: chargeKrw, idempotencyKey }),
  };
  const rows: Row[] = [];
  for (const [what, people] of Object.entries(groups)) {
    const found = await medians(
      {
        bare: () => chargesPerSecond(stores, people, implementations.bare),
        room: () => chargesPerSecond(stores, people, implementations.room),
      },
      rounds,
    );
    const ratio = found.room / found.bare;
    rows.push({
      what: `${what}, no won lost`,
      figure: `${found.room.toFixed(0)}/s`,
      baseline: `the same SQL in a bare loop: ${found.bare.toFixed(0)}/s`,
      ratio,
      target: `≥ ${String(chargeMin)}×`,
      met: ratio >= chargeMin,
    });
  }
  await settled(stores);
  return rows;
}

export async function payRows(
  stores: TestStores,
  bare: Bare,
  { rounds, payments }: Sizes,
): Promise<Row[]> {
  const implementations = { bare: bareImplementation(bare), room: roomImplementation(stores) };
  const paymentsPerSecond = async (by: Implementation, atOnce: number): Promise<number> => {
    const dateCount = Math.ceil(payments / 50);
    const { users } = await aSale(stores, { dateCount, people: payments }, (at) => at);
    const held: { user: VirtualUser; id: number }[] = [];
    await timed(users, { atOnce: 8, seconds: 600 }, async (user) => {
      const id = await retryWhileBusy(() => implementations.bare.hold(user));
      if (id !== null) held.push({ user, id });
    });
    const since = performance.now();
    await timed(held, { atOnce, seconds: 600 }, ({ user, id }) =>
      retryWhileBusy(() => by.pay(user, id)),
    );
    return held.length / ((performance.now() - since) / 1_000);
  };
  const measures = concurrencies.flatMap((atOnce) =>
    Object.entries(implementations).map(
      ([name, by]) => [`${name} ${String(atOnce)}`, () => paymentsPerSecond(by, atOnce)] as const,
    ),
  );
  const found = await medians(Object.fromEntries(measures), rounds);
  await settled(stores);
  const room = (atOnce: number) => found[`room ${String(atOnce)}`] ?? Number.NaN;
  const best = Math.max(...concurrencies.map(room));
  return concurrencies.map((atOnce) => {
    const [figure, least] = [room(atOnce), found[`bare ${String(atOnce)}`] ?? Number.NaN];
    return {
      what: `payments, ${String(atOnce)} at a time`,
      figure: `${figure.toFixed(0)}/s (${(figure / best).toFixed(2)} of the best)`,
      baseline: `the same SQL in a bare loop: ${least.toFixed(0)}/s`,
      ratio: figure / least,
      ...(atOnce === 100 && {
        target: `≥ ${String(payMin)} of the best`,
        met: figure / best >= payMin,
      }),
    };
  });
}
