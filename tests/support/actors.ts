import { signAccessToken } from '#server/account/access-token.ts';
import { env } from '#server/config/env.ts';
import { payAndLeave } from '#server/payment/payment.ts';
import { join } from '#server/queue/queue.ts';
import { endsKeyOf } from '#server/queue/redis/commands.ts';
import { hold } from '#server/seating/seating.ts';
import { charge } from '#server/wallet/wallet.ts';
import { aPerson, aPerformance, type PerformanceIds } from './factories.ts';
import { placeOf, until } from './people.ts';
import type { TestStores } from './stores.ts';

export const states = ['signedOut', 'signedIn', 'waiting', 'active', 'holding', 'paid'] as const;
export type State = (typeof states)[number];

/** A user in one of the states, with their credentials and their ids. */
export interface Actor {
  state: State;
  show: PerformanceIds;
  userId: string;
  accessToken: string | undefined;
  queueToken: string | undefined;
  reservationId: number | undefined;
  paymentId: number | undefined;
}

/** Places and holds that outlast a long run: time alone changes nothing. */
const patient = { sessionSeconds: 86_400, claimSeconds: 3_600, holdSeconds: 3_600 };

export const accessTokenOf = (userId: string) => signAccessToken(userId, env().NEXTAUTH_SECRET);

const sharedPaidActor = new WeakMap<TestStores, Promise<Actor>>();

/**
 * An actor in this state: a new user, except that all share one who has paid, who has nothing left
 * to use up.
 */
export function actorIn(stores: TestStores, state: State): Promise<Actor> {
  if (state !== 'paid') return newActorIn(stores, state);
  const actor = sharedPaidActor.get(stores) ?? newActorIn(stores, state);
  sharedPaidActor.set(stores, actor);
  return actor;
}

/** A new user who reached `state`, at a performance of their own. */
async function newActorIn(stores: TestStores, state: State): Promise<Actor> {
  const show = await aPerformance(
    stores.db,
    state === 'waiting' ? { ...patient, capacity: 1 } : patient,
  );
  const first = await aPerson(stores.db);
  await join(stores, first, show.concertId); // opens the queue, and fills it if the capacity is 1
  const userId = await aPerson(stores.db);
  const actor = {
    state,
    show,
    userId,
    accessToken: undefined,
    queueToken: undefined,
    reservationId: undefined,
    paymentId: undefined,
  };
  if (state === 'signedOut') return actor;
  const accessToken = accessTokenOf(userId);
  if (state === 'signedIn') return { ...actor, accessToken };
  const { token: queueToken } = await join(stores, userId, show.concertId);
  if (state === 'waiting' || state === 'active') return { ...actor, accessToken, queueToken };
  const turn = placeOf(queueToken);
  await charge(stores.db, userId, { amount: 200_000, idempotencyKey: 'first-charge' });
  const { reservationId } = await hold(stores, turn, {
    performanceId: show.performanceId,
    seats: [1],
  });
  if (state === 'holding') return { ...actor, accessToken, queueToken, reservationId };
  const payment = { userId, reservationId, idempotencyKey: 'first-payment' };
  const { paymentId } = await payAndLeave(stores, payment, () => Promise.resolve(turn));
  return { ...actor, accessToken, queueToken, reservationId, paymentId };
}

/** Waits until the outbox and the ended-place events of this concert are processed. */
export async function settled(
  { db, redis }: TestStores,
  { concertId }: PerformanceIds,
): Promise<void> {
  await until(
    async () => (await db.outboxMessage.count()) + (await redis.xlen(endsKeyOf(concertId))) === 0,
  );
}
