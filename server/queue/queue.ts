import { refuse, tryAgain } from '../errors/refusal.ts';
import { requireTerms } from '../terms/terms.ts';
import {
  ensureSubscribed,
  evictPlace,
  isTracked,
  placeInMemory,
} from './snapshot/queue-snapshot.ts';
import { inEpoch, type Stores } from './recovery/epoch.ts';
import { type Policy, serializePolicy, policyOf } from './policy/policy.ts';
import { reinsert } from './recovery/rejoin.ts';
import { type QueueStatus, type AnnouncedState, toStatus } from './status.ts';
import { runInBatch } from './redis/batch.ts';
import { readPlaceState, readWords, run, type PlaceState } from './redis/commands.ts';
import { queueState } from './state/queue-state.ts';
import { admitWithNumber, issueNumber } from './recovery/issue-number.ts';
import { type Place, signQueueToken, type Revoked, verifyQueueToken } from './token/token.ts';
import { extendAdmission } from './recovery/admission-record.ts';
import { drainUpTo } from './recovery/drain.ts';
import type { QueueFigures } from './open-queues.ts';

/** A token with this number is good for any place. */
const anyNumber = Number.MAX_SAFE_INTEGER;

export { openQueues } from './open-queues.ts';
export { policyOf } from './policy/policy.ts';
export { isEpoch } from './recovery/epoch.ts';
export { peekPlace } from './peek.ts';
export { placesSoon } from './soon.ts';
export { placeHasEnded } from './token/token.ts';
export { waitPercentile } from './wait-buckets.ts';
export type { Stores, Place, Policy, QueueFigures, QueueStatus, Revoked };

/** Queue status with the token of the place. The token is useless after `endsAt` (ms). */
export interface Joined extends QueueStatus {
  token: string;
  endsAt: number;
}

/**
 * Gives the user the next number in the queue, or returns the user's existing place. If Redis has
 * lost the `presented` place, first rejoins with that place. Refusals: NOT_FOUND,
 * TERMS, EMAIL_NOT_VERIFIED, SALE_NOT_OPEN, SALE_CLOSED, except for a turn that outlasts the closing.
 */
export async function join(
  stores: Stores,
  userId: string,
  concertId: number,
  presented?: Place,
): Promise<Joined> {
  const policy = await queueState(concertId).recentPolicy(stores.db);
  await requireTerms(stores.db, userId);
  if (policy.verifiedEmail) await requireVerifiedEmail(stores.db, userId);
  if (presented !== undefined) await rejoin(stores, presented);
  const { epoch, answer } = await inEpoch(stores, concertId, (epoch) =>
    issueNumber(stores, epoch, userId, concertId),
  );
  if (answer.words === 'SALE_NOT_OPEN')
    refuse('SALE_NOT_OPEN', { opensAt: new Date(policy.opensAt).toISOString() });
  if (answer.words === 'SALE_CLOSED') refuse('SALE_CLOSED');
  const placeState = readPlaceState(answer);
  const { number } = placeState;
  const place = {
    userId,
    concertId,
    number,
    epoch: await queueState(concertId).epochOf(stores.db, epoch, number),
  };
  ensureSubscribed(stores, concertId);
  const announced = await announcedState(stores, place, placeState, epoch);
  return {
    token: signQueueToken(place, placeState.now, policy.endsAt),
    endsAt: policy.endsAt,
    ...toStatus(announced, placeState),
  };
}

async function requireVerifiedEmail(db: Stores['db'], userId: string): Promise<void> {
  const verified = await db.user.count({ where: { id: userId, emailVerifiedAt: { not: null } } });
  if (verified === 0) refuse('EMAIL_NOT_VERIFIED');
}

/** Restores a presented place that Redis has lost. */
export async function rejoin(stores: Stores, place: Place): Promise<void> {
  await stateOf(stores, place, { claims: false });
}

/** Replaces a token that an outdated key signed. */
export async function renewToken(
  { db }: Stores,
  place: Place,
): Promise<{ token: string; endsAt: number }> {
  const { endsAt, now } = await policyOf(db, place.concertId);
  return { token: signQueueToken(place, now, endsAt), endsAt };
}

/** `claims` claims an active place whose admission PostgreSQL has. */
async function stateOf(
  stores: Stores,
  place: Place,
  { claims }: { claims: boolean },
): Promise<{ epoch: number; placeState: PlaceState }> {
  const { userId, concertId, epoch: tokenEpoch, number } = place;
  const read = () =>
    inEpoch(stores, concertId, async (epoch) => {
      const token = [userId, tokenEpoch, number, claims ? 1 : 0];
      const reply = await runInBatch(stores.redis, 'status', concertId, epoch, ...token);
      return reply === 'STALE' ? reply : readPlaceState(reply);
    });
  const { epoch, answer: placeState } = await read();
  if (placeState.state !== 'UNKNOWN') return { epoch, placeState };
  await reinsert(stores, place);
  const again = await read();
  return { epoch: again.epoch, placeState: again.answer };
}

/**
 * Waits until PostgreSQL has the admission, and so all earlier and simultaneous admissions, before
 * the user learns of it.
 */
async function announcedState(
  stores: Stores,
  place: Place,
  placeState: PlaceState,
  observedEpoch: number,
): Promise<AnnouncedState> {
  const { state, position, behind, number, untilAt, undrained } = placeState;
  // After a rejoin, UNKNOWN means that PostgreSQL knows the place as revoked.
  if (state === 'UNKNOWN') return { state: 'EXPIRED', position, behind, number };
  if (state !== 'WAITING') evictPlace(place);
  if (state !== 'ACTIVE') return { state, position, behind, number };
  const { concertId } = place;
  const admission = { epoch: observedEpoch, event: undrained ?? 0 };
  if (!(await drainUpTo(stores, concertId, admission)))
    throw tryAgain(new Error(`the log of queue ${String(concertId)} lost an admission`));
  return { state, position, behind, number, untilAt };
}

/**
 * Returns the presented place with its number in Redis. If the user also rejoined with an older
 * token, the number in Redis is lower than this token's.
 */
async function placeAtNumber({ db }: Stores, place: Place, number: number): Promise<Place> {
  if (number === place.number || number === 0) return place;
  return {
    ...place,
    number,
    epoch: await queueState(place.concertId).epochOf(db, place.epoch, number),
  };
}

/**
 * Claims the presented place if it has its turn. Returns the place with its number in Redis, and
 * the state to announce.
 */
async function claim(
  stores: Stores,
  presented: Place,
): Promise<{ place: Place; announced: AnnouncedState; placeState: PlaceState }> {
  const { epoch, placeState } = await stateOf(stores, presented, { claims: true });
  const { number } = placeState;
  const place = await placeAtNumber(stores, presented, number);
  const { concertId, userId } = place;
  const announced = await announcedState(stores, place, placeState, epoch);
  if (announced.state === 'ACTIVE' && placeState.undrained !== undefined) {
    await inEpoch(stores, concertId, (epoch) =>
      run(stores.redis, 'claim', concertId, epoch, userId, number),
    );
  }
  return { place, announced, placeState };
}

/**
 * Returns a waiting place's status from memory. Marks the place as seen. Returns null if no current
 * snapshot can answer for the place.
 */
export function statusFromMemory(place: Place): QueueStatus | null {
  const found = placeInMemory(place);
  if (found === null) return null;
  const { position, behind, figures } = found;
  return toStatus({ state: 'WAITING', position, behind, number: place.number }, figures);
}

/**
 * Returns a place's status from Redis, with one command for all callers of one event-loop iteration.
 * Marks a waiting place as seen. Claims an admitted place. Returns null if the answer needs another
 * command: for an ended place, for an epoch that is not current or unknown, and for an admission
 * that PostgreSQL may lack.
 */
export async function statusFromRedis(stores: Stores, place: Place): Promise<QueueStatus | null> {
  const { userId, concertId, epoch: tokenEpoch, number } = place;
  const epoch = queueState(concertId).observedEpoch;
  if (epoch === undefined) return null;
  const token = [userId, tokenEpoch, number, 1];
  const reply = await runInBatch(stores.redis, 'status', concertId, epoch, ...token);
  if (reply === 'STALE') return null;
  const { state, number: held, position, behind, untilAt, undrained } = readWords(reply.words);
  if (state === 'UNKNOWN' || state === 'EXPIRED' || undrained !== undefined) return null;
  if (state === 'ACTIVE') evictPlace(place);
  if (!isTracked(concertId)) ensureSubscribed(stores, concertId);
  return toStatus({ state, number: held, position, behind, untilAt }, reply.conditions);
}

/** Marks a waiting place as seen. Claims an admitted place. */
export async function status(stores: Stores, place: Place): Promise<QueueStatus> {
  const fromMemory = statusFromMemory(place);
  if (fromMemory !== null) return fromMemory;
  const { announced, placeState } = await claim(stores, place);
  ensureSubscribed(stores, place.concertId);
  return toStatus(announced, placeState);
}

/** Refusal: NOT_FOUND. */
export async function assertQueueExists({ db }: Stores, concertId: number): Promise<void> {
  await queueState(concertId).recentPolicy(db);
}

/** Refusals: QUEUE_TOKEN_MISSING, QUEUE_TOKEN_INVALID, NOT_YOURS (another user's token). */
export function placeOfToken(
  token: string | undefined,
  userId: string | null,
): Place & { outdated: boolean } {
  if (token === undefined) return refuse('QUEUE_TOKEN_MISSING');
  const place = verifyQueueToken(token) ?? refuse('QUEUE_TOKEN_INVALID');
  if (userId !== null && place.userId !== userId) refuse('NOT_YOURS');
  return place;
}

/** Returns undefined for an invalid token and for a token of another user or queue. */
export function presentedPlace(
  token: string | undefined,
  userId: string,
  concertId: number,
): Place | undefined {
  const place = token === undefined ? null : verifyQueueToken(token);
  return place?.userId === userId && place.concertId === concertId ? place : undefined;
}

/**
 * Claims the presented place, which must have its turn at this concert. Refusals: those of
 * placeOfToken, NOT_YOUR_TURN, SALE_CLOSED at a cancelled concert, QUEUE_TOKEN_EXPIRED.
 */
export async function requireTurn(
  stores: Stores,
  token: string | undefined,
  userId: string,
  concertId: number,
): Promise<Place> {
  const presented = placeOfToken(token, userId);
  if (presented.concertId !== concertId) refuse('NOT_YOUR_TURN');
  const { place, announced, placeState } = await claim(stores, presented);
  if (placeState.cancelled === true) refuse('SALE_CLOSED');
  if (announced.state === 'WAITING') refuse('NOT_YOUR_TURN');
  if (announced.state === 'EXPIRED') refuse('QUEUE_TOKEN_EXPIRED');
  return place;
}

/**
 * Extends the turn to 30 s after the end of its hold, at most to three hold times past the session.
 */
export async function keepTurn(stores: Stores, place: Place, holdLeftMs: number): Promise<void> {
  const { userId, concertId, number } = place;
  const keepMs = Math.ceil(holdLeftMs) + 30_000;
  const { answer } = await inEpoch(stores, concertId, (epoch) =>
    runInBatch(stores.redis, 'extend', concertId, epoch, userId, number, keepMs),
  );
  if (Number(answer) > 0) await extendAdmission(stores.db, place, Number(answer));
}

/** Reason for the early end of a place. */
export type LeaveReason = 'PAID' | 'LEFT' | 'REMOVED';

/**
 * Ends the user's place, waiting or active. Returns the revoked places, or null for a user without
 * a place. Refusal: NOT_FOUND.
 */
export async function leave(
  { db, redis }: Stores,
  userId: string,
  concertId: number,
  reason: LeaveReason = 'LEFT',
): Promise<Revoked | null> {
  const { epoch, answer } = await inEpoch({ db, redis }, concertId, async (epoch) => {
    const reply = await runInBatch(redis, 'leave', concertId, epoch, userId, '', reason);
    return reply === 'STALE' ? reply : (reply as [string, string]);
  });
  const [ended, last] = answer.map(Number) as [number, number];
  if (ended === 0) return null;
  evictPlace({ concertId, number: ended });
  return {
    userId,
    concertId,
    epoch: await queueState(concertId).epochOf(db, epoch, last),
    number: last,
    observedEpoch: epoch,
  };
}

/** Ends the user's place, unless its number is higher than `place.number`. */
export async function expirePlace(
  { db, redis }: Stores,
  place: Place,
  reason: LeaveReason,
): Promise<void> {
  const { userId, concertId, number } = place;
  await inEpoch({ db, redis }, concertId, (epoch) =>
    runInBatch(redis, 'leave', concertId, epoch, userId, number, reason),
  );
  evictPlace(place);
}

/**
 * Gives the user a turn as a guest: outside the queue's order, capacity and rate, even during a
 * pause. Keeps an existing turn. Returns once PostgreSQL has the admission. Refusals: NOT_FOUND,
 * SALE_NOT_OPEN (before the sale opens), SALE_CLOSED, TRY_AGAIN.
 */
export async function admitGuest(stores: Stores, userId: string, concertId: number): Promise<void> {
  const policy = await queueState(concertId).recentPolicy(stores.db);
  const { epoch, answer } = await inEpoch(stores, concertId, (epoch) =>
    admitWithNumber(stores, epoch, userId, concertId),
  );
  if (answer === 'SALE_NOT_OPEN')
    refuse('SALE_NOT_OPEN', { opensAt: new Date(policy.opensAt).toISOString() });
  if (typeof answer === 'string') refuse('SALE_CLOSED');
  const [number, event] = answer.map(Number) as [number, number];
  evictPlace({ concertId, number });
  if (!(await drainUpTo(stores, concertId, { epoch, event })))
    throw tryAgain(new Error(`the log of queue ${String(concertId)} lost an admission`));
}

/** Refusals: NOT_FOUND, SALE_NOT_OPEN (before the sale opens), SALE_CLOSED. */
export async function assertOnSale({ db }: Stores, concertId: number): Promise<void> {
  const { now, opensAt, closesAt } = await policyOf(db, concertId);
  if (now < opensAt) refuse('SALE_NOT_OPEN', { opensAt: new Date(opensAt).toISOString() });
  if (now >= closesAt) refuse('SALE_CLOSED');
}

/**
 * Returns the state and number of the user's place, or null without a place. Marks a waiting place
 * as seen. Refusal: NOT_FOUND (no such concert).
 */
export async function findPlace(
  { db, redis }: Stores,
  userId: string,
  concertId: number,
): Promise<{ state: 'WAITING' | 'ACTIVE'; number: number } | null> {
  const { answer } = await inEpoch({ db, redis }, concertId, (epoch) =>
    runInBatch(redis, 'status', concertId, epoch, userId, epoch, anyNumber, 0),
  );
  const { state, number } = readPlaceState(answer);
  return state === 'WAITING' || state === 'ACTIVE' ? { state, number } : null;
}

/** `waiting` counts only present users. Refusal: NOT_FOUND. */
export async function queueCounts(
  stores: Stores,
  concertId: number,
): Promise<{ waiting: number; active: number }> {
  const { waiting, active } = await queueFigures(stores, concertId);
  return { waiting, active };
}

/** Returns a queue's figures. Begins an epoch if Redis does not know the queue. Refusal: NOT_FOUND. */
export async function queueFigures(stores: Stores, concertId: number): Promise<QueueFigures> {
  const { epoch, answer } = await inEpoch(stores, concertId, async (epoch) => {
    const reply = await run(stores.redis, 'counts', concertId, epoch);
    return reply === 'STALE' ? reply : (reply as [number, number, number]);
  });
  const [waiting, active, issued] = answer;
  return { concertId, waiting, active, epoch, issued };
}

/**
 * Applies a changed policy at once, before the next tick. If Redis has lost the queue, begins a new
 * epoch, so that no number repeats. A draft has no queue. Refusal: NOT_FOUND.
 */
export async function applyPolicy({ db, redis }: Stores, concertId: number): Promise<Policy> {
  const policy = await policyOf(db, concertId, { withDrafts: true });
  if (policy.state === 'DRAFT') return policy;
  await inEpoch({ db, redis }, concertId, (epoch) =>
    run(
      redis,
      'tick',
      concertId,
      epoch,
      policy.version,
      serializePolicy(policy),
      0,
      Number.MAX_SAFE_INTEGER,
    ),
  );
  return policy;
}
