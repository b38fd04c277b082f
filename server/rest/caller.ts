import { verifyAccessToken } from '../account/access-token.ts';
import { refuse } from '../errors/refusal.ts';
import { type Place, placeOfToken, requireTurn } from '../queue/queue.ts';
import type { Context } from '../request/context.ts';
import { bearerOf } from '../request/credentials.ts';

/** What a request must show: nothing; who it is from; or a queue token, alone or beside who it is from. */
export type Proof = 'none' | 'accessToken' | 'queueToken';

interface Person {
  userId: string;
}
interface TokenHolder extends Person {
  /** The token that was presented, if one was. */
  queueToken: string | undefined;
  /** Their place, whatever became of it. Refusals: QUEUE_TOKEN_MISSING, QUEUE_TOKEN_INVALID, NOT_YOURS. */
  place: () => Place;
  /** Their place, if it is their turn. Refusals: those of `place`, NOT_YOUR_TURN, QUEUE_TOKEN_EXPIRED. */
  turn: (concertId: number) => Promise<Place>;
}

/** Who an endpoint answers, by the proof that it asks for. */
export interface Caller {
  none: Context & { userId: null };
  accessToken: Context & Person;
  queueToken: Context & TokenHolder;
}

export const identifyBy: { [P in Proof]: (context: Context) => Promise<Caller[P]> } = {
  none: (context) => Promise.resolve({ ...context, userId: null }),
  accessToken: async (context) => ({
    ...context,
    userId: (await context.identify()) ?? refuse('NOT_SIGNED_IN'),
  }),
  queueToken: async (context) => {
    const { userId, queueToken } = await presented(context);
    return {
      ...context,
      userId,
      queueToken,
      place: () => placeOfToken(queueToken, userId),
      turn: (concertId) => requireTurn(context, queueToken, userId, concertId),
    };
  },
};

/**
 * Who presents which queue token: the token in X-Queue-Token beside an access token, or alone, there or as the Bearer.
 * Refusals: NOT_SIGNED_IN (an access token that is none), QUEUE_TOKEN_INVALID, QUEUE_TOKEN_MISSING (nothing at all).
 */
async function presented(context: Context): Promise<Pick<TokenHolder, 'userId' | 'queueToken'>> {
  const queueToken = context.request.header('x-queue-token');
  const authorization = context.request.header('authorization');
  if (authorization === undefined)
    return { userId: placeOfToken(queueToken, null).userId, queueToken };
  if (queueToken !== undefined)
    return { userId: (await context.identify()) ?? refuse('NOT_SIGNED_IN'), queueToken };
  const bearer = bearerOf(authorization) ?? refuse('NOT_SIGNED_IN');
  const userId = verifyAccessToken(bearer);
  return userId === null
    ? { userId: placeOfToken(bearer, null).userId, queueToken: bearer }
    : { userId, queueToken: undefined };
}
