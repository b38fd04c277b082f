import { signAccessToken } from '#server/account/access-token.ts';
import { env } from '#server/config/env.ts';
import { payAndLeave } from '#server/payment/payment.ts';
import { join } from '#server/queue/queue.ts';
import { endsKeyOf } from '#server/queue/redis/commands.ts';
import { hold } from '#server/seating/seating.ts';
import { charge } from '#server/wallet/wallet.ts';
import { aPerson, aShow, type Show } from './factories.ts';
import { placeOf, until } from './people.ts';
import type { TestStores } from './stores.ts';

export const states = ['nobody', 'signedIn', 'waiting', 'active', 'holding', 'paid'] as const;
export type State = (typeof states)[number];

/** Somebody in one of the states that a person can be in, with what they present and what is theirs. */
export interface Actor {
  state: State;
  show: Show;
  userId: string;
  accessToken: string | undefined;
  queueToken: string | undefined;
  reservationId: number | undefined;
  paymentId: number | undefined;
}

/** Places and holds that outlast a long run: nothing changes by the clock alone. */
const patient = { sessionSeconds: 86_400, claimSeconds: 3_600, holdSeconds: 3_600 };

export const accessTokenOf = (userId: string) => signAccessToken(userId, env().NEXTAUTH_SECRET);

const paidBefore = new WeakMap<TestStores, Promise<Actor>>();

/** Somebody in one of the states: a newcomer, but that whoever has paid is the same for all. They have nothing left to use up. */
export function actorIn(stores: TestStores, state: State): Promise<Actor> {
  if (state !== 'paid') return newcomerIn(stores, state);
  const actor = paidBefore.get(stores) ?? newcomerIn(stores, state);
  paidBefore.set(stores, actor);
  return actor;
}

/** A newcomer who has come as far as `state`, at a show of their own. */
async function newcomerIn(stores: TestStores, state: State): Promise<Actor> {
  const show = await aShow(stores.db, state === 'waiting' ? { ...patient, capacity: 1 } : patient);
  const first = await aPerson(stores.db);
  await join(stores, first, show.concertId); // opens the line, and fills it where there is room for one
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
  if (state === 'nobody') return actor;
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

/** Waits until what was promised at this show is done: a paid place leaves the line a moment after its payment. */
export async function settled({ db, redis }: TestStores, { concertId }: Show): Promise<void> {
  await until(
    async () => (await db.outboxMessage.count()) + (await redis.xlen(endsKeyOf(concertId))) === 0,
  );
}
