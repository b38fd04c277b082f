import { refuse } from '../errors/refusal.ts';
import { type Place, placeOfToken, requireTurn } from '../queue/queue.ts';
import type { Context } from '../request/context.ts';
import {
  type Credential,
  type Credentials,
  type QueueToken,
  requireQueueToken,
  type User,
  valueOf,
} from '../request/credentials.ts';

/** Required credentials: none, an access token, or a queue token with an optional access token. */
export type Proof = 'none' | 'accessToken' | 'queueToken';

interface TokenHolder extends User {
  /** The presented queue token, even if the token is invalid. */
  queueToken: string | undefined;
  /**
   * Returns the caller's place, even before or after its turn. Refusals: QUEUE_TOKEN_MISSING,
   * QUEUE_TOKEN_INVALID, NOT_YOURS.
   */
  place: () => Place;
  /**
   * Returns the caller's place during its turn. Refusals: those of `place`, NOT_YOUR_TURN,
   * QUEUE_TOKEN_EXPIRED.
   */
  turn: (concertId: number) => Promise<Place>;
}

/** Type of the caller, by the proof that an endpoint requires. */
export interface Caller {
  none: Context & { userId: null };
  accessToken: Context & User;
  queueToken: Context & TokenHolder;
}

export const identifyBy: {
  [P in Proof]: (context: Context) => Caller[P] | Promise<Caller[P]>;
} = {
  none: (context) => ({ ...context, userId: null }),
  accessToken: async (context) => ({
    ...context,
    userId: (await context.identify()) ?? refuse('NOT_SIGNED_IN'),
  }),
  queueToken: (context) => {
    const { userId, queueToken } = presented(context.credentials);
    const token = () => requireQueueToken(queueToken).token;
    return {
      ...context,
      userId,
      queueToken: valueOf(queueToken)?.token ?? context.request.header('x-queue-token'),
      place: () => placeOfToken(token(), userId),
      turn: async (concertId) => requireTurn(context, token(), userId, concertId),
    };
  },
};

/**
 * Reads the queue token from X-Queue-Token, or from Authorization if that header has no access
 * token. Refusals: NOT_SIGNED_IN, QUEUE_TOKEN_INVALID, QUEUE_TOKEN_MISSING.
 */
function presented(credentials: Credentials): User & { queueToken: Credential<QueueToken> } {
  const { accessToken, bearerQueueToken } = credentials;
  const queueToken = credentials.queueToken();
  if (accessToken === 'absent') {
    const { userId } = requireQueueToken(queueToken);
    return { userId, queueToken };
  }
  const user = valueOf(accessToken);
  if (user !== undefined) return { userId: user.userId, queueToken };
  if (queueToken !== 'absent' || bearerQueueToken === 'absent') refuse('NOT_SIGNED_IN');
  const { userId } = requireQueueToken(bearerQueueToken);
  return { userId, queueToken: bearerQueueToken };
}
