import { isRefusal, type Refusal } from '#server/errors/refusal.ts';
import { queueCounts, join, type Place } from '#server/queue/queue.ts';
import { verifyQueueToken } from '#server/queue/token/token.ts';
import { hold, type Reservation } from '#server/seating/seating.ts';
import { charge } from '#server/wallet/wallet.ts';
import { eventually } from './eventually.ts';
import { aPerson, aPerformance, people, type PerformanceIds } from './factories.ts';
import type { TestStores } from './stores.ts';

/** Returns the refusal in an error or in the error's cause. Rethrows an error without a refusal. */
function refusalIn(error: unknown): Refusal {
  if (isRefusal(error)) return error;
  const cause = error instanceof Error ? error.cause : undefined;
  if (isRefusal(cause)) return cause;
  throw error;
}

/**
 * Returns 'done' or the code of the refusal. Rethrows an error that is not a refusal, so that the
 * test fails.
 */
export function outcomeOf(attempt: Promise<unknown>): Promise<string> {
  return attempt.then(
    () => 'done',
    (error: unknown) => refusalIn(error).code,
  );
}

/** Returns the refusal of an attempt. Fails if the attempt succeeds. */
export async function refusalOf(attempt: Promise<unknown>): Promise<Refusal> {
  const result = await attempt.catch(refusalIn);
  if (isRefusal(result)) return result;
  throw new Error('the attempt was not refused');
}

/** Counts the outcomes of concurrent attempts. */
export async function tally(attempts: Promise<unknown>[]): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const outcome of await Promise.all(attempts.map(outcomeOf)))
    counts[outcome] = (counts[outcome] ?? 0) + 1;
  return counts;
}

/**
 * Creates a barrier that opens when `count` callers wait, so that a broken variant always loses its
 * race.
 */
export function gate(count: number): () => Promise<void> {
  const all = Promise.withResolvers<undefined>();
  let arrived = 0;
  return async () => {
    if (++arrived >= count) all.resolve(undefined);
    await all.promise;
  };
}

/** Waits up to 5 s for a condition. */
export const until = (happened: () => Promise<boolean> | boolean): Promise<void> =>
  eventually('the condition holds', happened, 5_000);

export function placeOf(token: string): Place {
  const place = verifyQueueToken(token);
  if (place === null) throw new Error('not a valid queue token');
  const { userId, concertId, epoch, number } = place;
  return { userId, concertId, epoch, number };
}

/** Joins a queue with free capacity. Returns the admitted place. */
export async function admitted(
  stores: TestStores,
  { concertId }: PerformanceIds,
  person?: string,
): Promise<Place> {
  const { token, state } = await join(stores, person ?? (await aPerson(stores.db)), concertId);
  if (state !== 'ACTIVE') throw new Error(`not admitted but ${state}`);
  return placeOf(token);
}

export async function admittedUsers(
  stores: TestStores,
  show: PerformanceIds,
  count: number,
): Promise<Place[]> {
  // This read creates the queue, because concurrent joins would race for its creation.
  await queueCounts(stores, show.concertId);
  return Promise.all(
    (await people(stores.db, count)).map((person) => admitted(stores, show, person)),
  );
}

export interface Holder {
  show: PerformanceIds;
  turn: Place;
  userId: string;
  reservation: Reservation;
  reservationId: number;
}

/** Creates an admitted user with a hold and a wallet balance of `money` won. */
export async function aHolder(
  stores: TestStores,
  {
    money = 0,
    seats = [1],
    show,
    person,
  }: { money?: number; seats?: number[]; show?: PerformanceIds; person?: string } = {},
): Promise<Holder> {
  const at = show ?? (await aPerformance(stores.db));
  const turn = await admitted(stores, at, person);
  if (money > 0)
    await charge(stores.db, turn.userId, { amount: money, idempotencyKey: 'first-charge' });
  const reservation = await hold(stores, turn, { performanceId: at.performanceId, seats });
  return {
    show: at,
    turn,
    userId: turn.userId,
    reservation,
    reservationId: reservation.reservationId,
  };
}

/** Sets the end of a live hold to `ms` milliseconds from now, by the database's clock. */
export async function endHoldIn(
  { db }: TestStores,
  reservationId: number,
  ms: number,
): Promise<void> {
  const [clock] = await db.$queryRaw<
    { end: Date }[]
  >`SELECT clock_timestamp() + make_interval(secs => ${ms / 1000}::float8) AS end`;
  await db.$executeRaw`UPDATE seats SET held_until = ${clock?.end} WHERE reservation_id = ${reservationId}`;
  await db.$executeRaw`UPDATE reservations SET held_until = ${clock?.end} WHERE id = ${reservationId}`;
}

/** Returns true if, by the database's clock, a hold has expired. */
export async function hasExpired({ db }: TestStores, reservationId: number): Promise<boolean> {
  const [row] = await db.$queryRaw<{ over: boolean }[]>`
    SELECT held_until <= clock_timestamp() AS over FROM reservations WHERE id = ${reservationId}`;
  return row?.over ?? false;
}
