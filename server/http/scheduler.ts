import pLimit, { type LimitFunction } from 'p-limit';
import { tryAgain } from '../errors/refusal.ts';
import { type Credential, type Credentials, type User, valueOf } from '../request/credentials.ts';
import { countPoll } from './metrics.ts';
import { yieldEvery } from './event-loop-yield.ts';

/** The part of a request that the scheduler reads. */
export interface ScheduledRequest {
  method: string;
  credentials: Credentials;
  socket?: { destroyed: boolean };
}

// Calls that bypass the scheduler, by their names in tRPC and REST. Sign-up and sign-in have their
// own limits, and wait for a password hash or for the next slot of an account.
const exempt = new Set(['account.signUp', 'signUp', 'signIn']);
const polls = new Set(['queue.status', 'pollPlace']);
// Requests share these reads (server/database/shared-read.ts), which have their own limit.
const sharedReads = new Set(['seating.seats', 'catalog.dates', 'listDates']);

const concurrency = 2;
const waitingMax = 4_000;
const waitMsMax = 5_000;
const userWaitingMax = 200;
// A poll that memory cannot answer takes one or two Redis commands. Few polls also need one
// PostgreSQL statement, to record an admission or to reinsert places after Redis lost a queue.
const pollers = pLimit(64);
const sharers = pLimit(64);
const readers = pLimit(concurrency);
const unauthenticated = pLimit(concurrency);
// Without a yield, a burst of unauthenticated calls would block one event-loop iteration, because
// most of their refusals need no I/O.
const yieldEach = yieldEvery(1);
const writers = new Map<string, LimitFunction>();

/**
 * Schedules a call so that floods of reads cannot starve purchases. Mutations start at once, at
 * most two per user. Reads wait in order in four pools: polls (64 at a time), shared reads (64),
 * other reads (2), and calls without valid credentials (2). The caller reads the body first, so that a slow sender
 * occupies no slot. `names` are the REST endpoint, or all calls of a tRPC batch. Refusal: TRY_AGAIN
 * if a pool is full or the wait exceeds 5 s.
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
  if (names.every((name) => sharedReads.has(name))) return inPool(sharers, req, work);
  if (!names.every((name) => polls.has(name))) return inPool(readers, req, work);
  const reply = await inPool(pollers, req, work);
  countPoll('redis');
  return reply;
}

async function inPool<T>(
  pool: LimitFunction,
  { socket }: ScheduledRequest,
  work: () => Promise<T>,
): Promise<T> {
  if (pool.pendingCount >= waitingMax) throw tryAgain(new Error('the pool is full'));
  const since = performance.now();
  return pool(() => {
    if (socket?.destroyed === true) throw tryAgain(new Error('the client has disconnected'));
    if (performance.now() - since > waitMsMax)
      throw tryAgain(new Error('the call waited too long'));
    return work();
  });
}

/**
 * Runs at most two mutations of a user at a time, so that a user takes at most two database
 * connections.
 */
async function inUserPool<T>(userId: string, work: () => Promise<T>): Promise<T> {
  const own = writers.get(userId) ?? pLimit(concurrency);
  if (own.pendingCount >= userWaitingMax)
    throw tryAgain(new Error('too many calls of one user wait'));
  writers.set(userId, own);
  try {
    return await own(work);
  } finally {
    if (own.activeCount + own.pendingCount === 0) writers.delete(userId);
  }
}

/** Returns the user of a request if all its presented credentials are valid, otherwise null. */
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
