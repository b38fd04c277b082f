import pLimit, { type LimitFunction } from 'p-limit';
import { tryAgain } from '../errors/refusal.ts';
import { type Credential, type Credentials, type User, valueOf } from '../request/credentials.ts';
import { countPoll } from './metrics.ts';
import { yieldEvery } from './event-loop-yield.ts';

/** The part of a request by which it is scheduled. */
export interface ScheduledRequest {
  method: string;
  credentials: Credentials;
  socket?: { destroyed: boolean };
}

// By their names in tRPC and in the REST API. The unhurried wait by themselves, for a password to be hashed or for an account's next
// slot, and have limits of their own.
const exempt = new Set(['account.signUp', 'signUp', 'signIn']);
const polls = new Set(['queue.status', 'pollPlace']);

const atOnce = 2;
const waitingMax = 4_000;
const waitMsMax = 5_000;
const ownWaitingMax = 200;
// Polls that memory cannot answer: a command or two of Redis. Few need the database, for single statements: a turn that has come is
// written down, once for each who is admitted; after a loss places are put back, and those who come at once share one statement.
const pollers = pLimit(64);
const readers = pLimit(atOnce);
const unauthenticated = pLimit(atOnce);
// Most of their calls are refused without waiting for anything: all that have come would be refused in one turn of the event loop.
const yieldEach = yieldEvery(1);
const writers = new Map<string, LimitFunction>();

/**
 * Does the work of a call when it is its turn. Calls that change something do not wait for others' calls; of one person two are done
 * at a time. What only reads goes in the order in which it came, two at a time and polls 64: polls, other reads, and the calls of
 * whoever shows nothing that we have signed, or something that we have not, each in a line of their own. All at once, each of a
 * purchase's many steps would wait for all of them. The body has been read before, so that nobody keeps a turn by sending slowly.
 * `names`: of a call of the REST API, or of all calls of a tRPC batch. Refusal: TRY_AGAIN where too many wait, or for too long.
 */
export async function schedule<T>(
  names: readonly string[],
  req: ScheduledRequest,
  work: () => Promise<T>,
): Promise<T> {
  const writes = req.method === 'POST';
  if (writes && names.some((name) => exempt.has(name))) return work();
  const userId = await signerOf(req.credentials);
  if (userId === null) {
    return inPool(unauthenticated, req, async () => {
      await yieldEach();
      return work();
    });
  }
  if (writes) return inUserPool(userId, work);
  if (!names.every((name) => polls.has(name))) return inPool(readers, req, work);
  const answer = await inPool(pollers, req, work);
  countPoll('store');
  return answer;
}

async function inPool<T>(
  line: LimitFunction,
  { socket }: ScheduledRequest,
  work: () => Promise<T>,
): Promise<T> {
  if (line.pendingCount >= waitingMax) throw tryAgain(new Error('too many calls wait'));
  const since = performance.now();
  return line(() => {
    if (socket?.destroyed === true) throw tryAgain(new Error('the client has gone'));
    if (performance.now() - since > waitMsMax)
      throw tryAgain(new Error('a call has waited too long'));
    return work();
  });
}

/** One person's calls take at most two of the database's connections, however many they send. */
async function inUserPool<T>(userId: string, work: () => Promise<T>): Promise<T> {
  const own = writers.get(userId) ?? pLimit(atOnce);
  if (own.pendingCount >= ownWaitingMax)
    throw tryAgain(new Error('too many calls of one person wait'));
  writers.set(userId, own);
  try {
    return await own(work);
  } finally {
    if (own.activeCount + own.pendingCount === 0) writers.delete(userId);
  }
}

/** The user of a request if this server signed everything that it presents, else null. */
async function signerOf(credentials: Credentials): Promise<string | null> {
  const { accessToken, bearerQueueToken } = credentials;
  const bearer: Credential<User> =
    accessToken === 'invalid' ? (valueOf(bearerQueueToken) ?? 'invalid') : accessToken;
  const [first, ...others] = [bearer, credentials.queueToken()].filter(
    (credential) => credential !== 'absent',
  );
  if (first === undefined) return valueOf(await credentials.session())?.userId ?? null;
  return others.includes('invalid') ? null : (valueOf(first)?.userId ?? null);
}
