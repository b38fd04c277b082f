import type { IncomingMessage } from 'node:http';
import pLimit from 'p-limit';
import { verifyAccessToken } from '../account/access-token.ts';
import { sessionUserId } from '../account/session.ts';
import { tryAgain } from '../errors.ts';
import { verifyQueueToken } from '../queue/token.ts';

type Head = Pick<IncomingMessage, 'method' | 'headers'>;

// These wait by themselves, for a password to be hashed or for an account's next slot, and have limits of their own.
const unhurried = new Set(['signIn', 'signUp', 'account.signUp']);

const crowdAtOnce = 2;
const crowdWaitingMax = 4_000;
const waitMsMax = 5_000;
const crowd = pLimit(crowdAtOnce);

/**
 * Does the work of a call when it is its turn. What changes something goes at once, above all purchases; what only reads, the crowd's
 * polls above all, goes a few at a time, as it came. One after the other they are done as fast as ever; all at once, each of a
 * purchase's many steps would wait for all of them. Whoever shows nothing that we have signed, or something that we have not, is
 * the crowd's too. The body has been read before, so that nobody keeps a turn by sending slowly. `name`: in tRPC (several,
 * comma-separated, in a batch) or in the REST API. Refusal: TRY_AGAIN where too many wait, or for too long.
 */
export async function inOrder<T>(name: string, req: Head, work: () => Promise<T>): Promise<T> {
  if (name.split(',').some((one) => unhurried.has(one))) return work();
  if (req.method === 'POST' && (await isAuthentic(req))) return work();
  if (crowd.pendingCount >= crowdWaitingMax) throw tryAgain(new Error('too many calls wait'));
  const since = performance.now();
  return crowd(() => {
    if (performance.now() - since > waitMsMax) throw tryAgain(new Error('a call has waited too long'));
    return work();
  });
}

/** Whether all that a request shows of who it is from was signed by us; what it opens, the guards ask. */
async function isAuthentic({ headers }: Head): Promise<boolean> {
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
