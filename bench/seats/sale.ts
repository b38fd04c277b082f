import { join, type Place } from '#server/queue/queue.ts';
import { relayOutbox } from '#server/payment/payment.ts';
import { auditNow } from '#tests/support/database-state.ts';
import { aPerformance } from '#tests/support/factories.ts';
import { placeOf } from '#tests/support/people.ts';
import type { TestStores } from '#tests/support/stores.ts';
import { userIdAt } from '../bench-user.ts';
import { seatsPerDate } from './sizes.ts';

/** An admitted user and the wanted seat. */
export interface VirtualUser {
  /** Number of the synthetic user. */
  n: number;
  place: Place;
  token: string;
  performanceId: number;
  seat: number;
}

export interface Sale {
  seatCount: number;
  users: VirtualUser[];
}

// With these limits, no hold or turn expires during a measurement, and the queue admits all users
// at once.
export const saleRules = {
  capacity: 100_000,
  graceSeconds: 3_600,
  claimSeconds: 3_600,
  sessionSeconds: 7_200,
  holdSeconds: 3_600,
};
const joinsAtOnce = 32;

/** Returns a seeded random generator, so that every variant gets the same load. */
export function seededRandom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

async function dates(
  stores: TestStores,
  count: number,
): Promise<{ concertId: number; performanceIds: number[] }> {
  const { concertId, performanceId } = await aPerformance(stores.db, saleRules);
  const hours = (after: number) => new Date(Date.now() + (24 * 40 + after) * 3_600_000);
  const data = Array.from({ length: count - 1 }, (_, at) => ({
    concertId,
    startsAt: hours(24 * at),
    endsAt: hours(24 * at + 2),
  }));
  const more = await stores.db.performance.createManyAndReturn({ data, select: { id: true } });
  await stores.db.$executeRaw`
    INSERT INTO seats (performance_id, number, grade, price_krw)
    SELECT p.id, s.number, s.grade, s.price_krw FROM performances p CROSS JOIN seats s
    WHERE p.concert_id = ${concertId} AND p.id <> ${performanceId} AND s.performance_id = ${performanceId}`;
  return { concertId, performanceIds: [performanceId, ...more.map(({ id }) => id)] };
}

/**
 * Creates a sale with `people` admitted users, whose numbers begin with `from`. `wants` maps the
 * index of a user to the index of the wanted seat.
 */
export async function aSale(
  stores: TestStores,
  { dateCount, people, from = 1 }: { dateCount: number; people: number; from?: number },
  wants: (at: number, seatCount: number) => number,
): Promise<Sale> {
  const { concertId, performanceIds } = await dates(stores, dateCount);
  const seatCount = performanceIds.length * seatsPerDate;
  const users: VirtualUser[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let at = next++; at < people; at = next++) {
      const { token, state } = await join(stores, userIdAt(from + at), concertId);
      if (state !== 'ACTIVE') throw new Error(`a user was not admitted: ${state}`);
      const seat = wants(at, seatCount);
      const performanceId = performanceIds[Math.floor(seat / seatsPerDate)] ?? 0;
      users[at] = {
        n: from + at,
        token,
        place: placeOf(token),
        performanceId,
        seat: (seat % seatsPerDate) + 1,
      };
    }
  };
  await Promise.all(Array.from({ length: joinsAtOnce }, worker));
  return { seatCount, users };
}

/** Relays the outbox, and throws if the audit reports a breach. */
export async function settled(stores: TestStores): Promise<void> {
  while ((await relayOutbox(stores)) > 0);
  const breached = (await auditNow()).filter(({ breaches }) => breaches > 0);
  if (breached.length > 0) throw new Error(`the audit reports ${JSON.stringify(breached)}`);
}
