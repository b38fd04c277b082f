import { signAccessToken } from '#server/account/access-token.ts';
import { env } from '#server/config/env.ts';
import { payAndLeave } from '#server/payment/payment.ts';
import { join } from '#server/queue/queue.ts';
import { logKeyOf } from '#server/queue/redis/commands.ts';
import { hold } from '#server/seating/seating.ts';
import { charge } from '#server/wallet/wallet.ts';
import { aPerson, aPerformance, type PerformanceIds } from './factories.ts';
import { placeOf, until } from './people.ts';
import type { TestStores } from './stores.ts';

export const states = ['signedOut', 'signedIn', 'waiting', 'active', 'holding', 'paid'] as const;
export type State = (typeof states)[number];

/** A user in the given `state`, with credentials and the ids of the user's objects. */
export interface Actor {
  state: State;
  show: PerformanceIds;
  userId: string;
  accessToken: string | undefined;
  queueToken: string | undefined;
  reservationId: number | undefined;
  paymentId: number | undefined;
}

/** Times that outlast a long run, so that no place or hold expires. */
const patient = { sessionSeconds: 86_400, claimSeconds: 3_600, holdSeconds: 3_600 };

export const accessTokenOf = (userId: string) => signAccessToken(userId, env().NEXTAUTH_SECRET);

const sharedPaidActor = new WeakMap<TestStores, Promise<Actor>>();

/** All callers share one paid user, because no request can use up the state of a paid user. */
export function actorIn(stores: TestStores, state: State): Promise<Actor> {
  if (state !== 'paid') return newActorIn(stores, state);
  const actor = sharedPaidActor.get(stores) ?? newActorIn(stores, state);
  sharedPaidActor.set(stores, actor);
  return actor;
}

/** Creates a user in `state`, at a new performance. */
export async function newActorIn(stores: TestStores, state: State): Promise<Actor> {
  const show = await aPerformance(
    stores.db,
    state === 'waiting' ? { ...patient, capacity: 1 } : patient,
  );
  const first = await aPerson(stores.db);
  // The first user's join opens the queue and, with capacity 1, takes the only turn.
  await join(stores, first, show.concertId);
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

/** Waits until the outbox and this concert's log are empty. */
export async function settled(
  { db, redis }: TestStores,
  { concertId }: PerformanceIds,
): Promise<void> {
  await until(
    async () =>
      (await db.outboxMessage.count()) +
        (await db.cancellation.count({ where: { finishedAt: null } })) +
        (await redis.xlen(logKeyOf(concertId))) ===
      0,
  );
}
