import pLimit, { type LimitFunction } from 'p-limit';
import { tryAgain } from '../errors/refusal.ts';
import { type Credential, type Credentials, type User, valueOf } from '../request/credentials.ts';
import { countPoll } from './metrics.ts';
import { yieldEvery } from './event-loop-yield.ts';

export interface ScheduledRequest {
  method: string;
  credentials: Credentials;
  socket?: { destroyed: boolean };
}

// Names of the calls that bypass the scheduler, in tRPC and REST. Sign-up and sign-in have their
// own limits. Sign-in would occupy a slot while it waits for a password hash or an account's next
// attempt.
const exempt = new Set(['account.signUp', 'signUp', 'signIn']);
const polls = new Set(['queue.status', 'pollPlace']);
// Requests share these reads (server/database/shared-read.ts), which have their own limit.
const sharedReads = new Set(['seating.seats', 'catalog.dates', 'listDates']);

const concurrency = 2;
const waitingMax = 4_000;
const waitMsMax = 5_000;
const userWaitingMax = 200;
// A poll that memory cannot answer needs one or two Redis commands. A few polls also need a
// PostgreSQL statement, to record an admission or to reinsert the places of a lost queue.
const pollers = pLimit(64);
const sharers = pLimit(64);
const readers = pLimit(concurrency);
const unauthenticated = pLimit(concurrency);
// Yields before each unauthenticated call: most refusals need no I/O, so a burst would block the
// event loop.
const yieldEach = yieldEvery(1);
// Holds only users with a running mutation. A p-limit for each mutation would cost more than the
// rest of this module.
const writers = new Map<string, { running: number; waiting: (() => void)[] }>();

/**
 * Schedules a call so that floods of reads cannot starve purchases. Mutations start at once, at
 * most two per user at a time. Four pools run calls in order of arrival: 64 concurrent polls, 64
 * shared reads, 2 other reads, 2 calls without valid credentials. Callers read the request body
 * first, so that a slow sender occupies no slot. `names` contains the REST endpoint, or each call of
 * a tRPC batch. Refusal: TRY_AGAIN if a pool is full, or if a call in a pool waits longer than 5 s.
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
 * Runs at most two mutations of a user at a time, so that one user takes at most two database
 * connections. A mutation that ends passes its slot to the next.
 */
async function inUserPool<T>(userId: string, work: () => Promise<T>): Promise<T> {
  const own = writers.get(userId) ?? { running: 0, waiting: [] };
  if (own.waiting.length >= userWaitingMax)
    throw tryAgain(new Error('too many calls of one user wait'));
  writers.set(userId, own);
  if (own.running < concurrency) own.running++;
  else await new Promise<void>((resolve) => own.waiting.push(resolve));
  try {
    return await work();
  } finally {
    const next = own.waiting.shift();
    if (next !== undefined) next();
    else if (--own.running === 0) writers.delete(userId);
  }
}

/** Returns the user id, or null if a credential is invalid or no credential is present. */
async function signerOf(credentials: Credentials): Promise<string | null> {
  const { accessToken } = credentials;
  const bearer: Credential<User> =
    accessToken === 'invalid' ? (valueOf(credentials.bearerQueueToken) ?? 'invalid') : accessToken;
  const [first, ...others] = [bearer, credentials.queueToken()].filter(
    (credential) => credential !== 'absent',
  );
  if (first === undefined) return valueOf(await credentials.session())?.userId ?? null;
  return others.includes('invalid') ? null : (valueOf(first)?.userId ?? null);
}
