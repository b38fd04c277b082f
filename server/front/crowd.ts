import type { IncomingMessage } from 'node:http';
import pLimit from 'p-limit';
import { verifyAccessToken } from '../account/access-token.ts';
import { sessionUserId } from '../account/session.ts';
import { tryAgain } from '../errors.ts';
import { verifyQueueToken } from '../queue/token.ts';

/** What buys, by its name in tRPC or in the REST API. Everything else that programs ask is the crowd's, above all its polls. */
const purchases = new Set(['seating.hold', 'seating.extend', 'seating.release', 'payment.pay', 'holdSeats', 'pay']);

const crowdAtOnce = 4;
const crowdWaitingMax = 4_000;
const waitMsMax = 5_000;
const crowd = pLimit(crowdAtOnce);

/**
 * Does the work of a call when it is its turn: purchases at once, the crowd's calls a few at a time, as they came. One after the
 * other they are done as fast as ever; all at once, each of a purchase's many steps would wait for all of them. Whoever shows
 * something that we have not signed is the crowd's too. The body has been read before, so that nobody keeps a turn by sending slowly.
 * Refusal: TRY_AGAIN where too many wait, or for too long.
 */
export async function inOrder<T>(name: string, req: Pick<IncomingMessage, 'headers'>, work: () => Promise<T>): Promise<T> {
  if (purchases.has(name) && (await isAuthentic(req))) return work();
  if (crowd.pendingCount >= crowdWaitingMax) throw tryAgain(new Error('too many calls wait'));
  const since = performance.now();
  return crowd(() => {
    if (performance.now() - since > waitMsMax) throw tryAgain(new Error('a call has waited too long'));
    return work();
  });
}

/** Whether all that a request shows of who it is from was signed by us; what it opens, the guards ask. */
async function isAuthentic({ headers }: Pick<IncomingMessage, 'headers'>): Promise<boolean> {
  const { authorization, cookie } = headers;
  const queueToken = headers['x-queue-token'];
  const bearer = authorization?.replace(/^Bearer /i, '');
  const shown = await Promise.all([
    bearer === undefined || isOurs(bearer),
    queueToken === undefined || isOurs(String(queueToken)),
    authorization !== undefined || sessionUserId(cookie ?? '').then((userId) => userId !== null),
  ]);
  return shown.every(Boolean);
}

const isOurs = async (token: string): Promise<boolean> =>
  (await verifyAccessToken(token)) !== null || (await verifyQueueToken(token)) !== null;
