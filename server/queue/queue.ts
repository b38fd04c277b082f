import { refuse } from '../errors.ts';
import { inEpoch, type LineStores } from './epoch.ts';
import { etaSeconds, nextPollMs } from './pacing.ts';
import { type Policy, policyForStore, policyOf, recentPolicyOf } from './policy.ts';
import { readStanding, run, type Standing } from './store.ts';
import { type Place, signQueueToken, verifyQueueToken } from './token.ts';

export type { LineStores, Place };

export interface QueueStatus {
  state: 'WAITING' | 'ACTIVE' | 'EXPIRED';
  /** 1 + live people ahead while waiting, else 0. */
  number: number;
  recovering: boolean;
  position: number;
  behind: number;
  etaSeconds: { low: number; high: number } | null;
  nextPollMs: number;
  /** When the turn ends, while ACTIVE. */
  expiresAt: string | null;
  paused: { reason: string } | null;
  message: string | null;
}

function toStatus(standing: Standing, ratePerMinute: number): QueueStatus {
  const { state, position, behind, untilAt, pauseReason, message, pace } = standing;
  return {
    state,
    number: standing.number,
    recovering: false,
    position,
    behind,
    etaSeconds: state === 'WAITING' && pauseReason === undefined ? etaSeconds(position, pace, ratePerMinute) : null,
    nextPollMs: nextPollMs(state, position, Math.random()),
    expiresAt: untilAt === undefined ? null : new Date(untilAt).toISOString(),
    paused: pauseReason === undefined ? null : { reason: pauseReason },
    message: message ?? null,
  };
}

/** A status with the token that proves the place; `endsAt` (ms) is when the token is of no more use. */
export interface Joined extends QueueStatus {
  token: string;
  endsAt: number;
}

/**
 * Takes the next number in a concert's line, or gives back the place that the person already has.
 * Refusals: NOT_FOUND, SALE_NOT_OPEN, SALE_CLOSED.
 */
export async function join(stores: LineStores, userId: string, concertId: number): Promise<Joined> {
  const policy = await policyOf(stores.db, concertId);
  const { epoch, answer } = await inEpoch(stores, concertId, async (epoch) => {
    const reply = String(await run(stores.redis, 'join', concertId, epoch, userId));
    return reply === 'STALE' ? reply : { reply };
  });
  if (answer.reply === 'SALE_NOT_OPEN') refuse('SALE_NOT_OPEN', { opensAt: new Date(policy.opensAt).toISOString() });
  if (answer.reply === 'SALE_CLOSED') refuse('SALE_CLOSED');
  const standing = readStanding(answer.reply);
  const token = await signQueueToken({ userId, concertId, epoch, number: standing.number }, standing.now, policy.endsAt);
  return { token, endsAt: policy.endsAt, ...toStatus(standing, policy.ratePerMinute) };
}

/** The same place, signed anew: for tokens whose key is on its way out. */
export async function renewToken({ db }: LineStores, place: Place): Promise<{ token: string; endsAt: number }> {
  const { endsAt, now } = await policyOf(db, place.concertId);
  return { token: await signQueueToken(place, now, endsAt), endsAt };
}

async function standingOf(stores: LineStores, place: Place): Promise<Standing> {
  const { userId, concertId, epoch: tokenEpoch, number } = place;
  const { answer } = await inEpoch(stores, concertId, async (epoch) => {
    const reply = await run(stores.redis, 'status', concertId, epoch, userId, tokenEpoch, number);
    return reply === 'STALE' ? reply : readStanding(reply);
  });
  return answer;
}

/** How a place stands now. Asking counts as being seen, and claims the place if it has been admitted. */
export async function status(stores: LineStores, place: Place): Promise<QueueStatus> {
  const { ratePerMinute } = await recentPolicyOf(stores.db, place.concertId);
  return toStatus(await standingOf(stores, place), ratePerMinute);
}

/** Refuses with NOT_FOUND where there is no such concert. */
export async function lineExists({ db }: LineStores, concertId: number): Promise<void> {
  await recentPolicyOf(db, concertId);
}

/** The place of a presented token. Refusals: QUEUE_TOKEN_MISSING, QUEUE_TOKEN_INVALID; NOT_YOURS when `userId` is someone else. */
export async function placeOfToken(token: string | undefined, userId: string | null): Promise<Place & { outdated: boolean }> {
  if (token === undefined) return refuse('QUEUE_TOKEN_MISSING');
  const place = (await verifyQueueToken(token)) ?? refuse('QUEUE_TOKEN_INVALID');
  if (userId !== null && place.userId !== userId) refuse('NOT_YOURS');
  return place;
}

/**
 * The place of whoever presents this token, if it is their turn at this concert. Claims the place.
 * Refusals: those of placeOfToken, NOT_YOUR_TURN, QUEUE_TOKEN_EXPIRED.
 */
export async function requireTurn(
  stores: LineStores,
  token: string | undefined,
  userId: string,
  concertId: number,
): Promise<Place> {
  const place = await placeOfToken(token, userId);
  if (place.concertId !== concertId) refuse('NOT_YOUR_TURN');
  const { state } = await standingOf(stores, place);
  if (state === 'WAITING') refuse('NOT_YOUR_TURN');
  if (state === 'EXPIRED') refuse('QUEUE_TOKEN_EXPIRED');
  return place;
}

/** After a hold or an extension: the turn lasts until at least 30 s after the hold, within session + 3 holds. */
export async function keepTurn(stores: LineStores, place: Place, holdLeftMs: number): Promise<void> {
  const keepMs = Math.ceil(holdLeftMs) + 30_000;
  await inEpoch(stores, place.concertId, (epoch) =>
    // A place of an earlier epoch has ended with it: nothing to keep.
    epoch === place.epoch
      ? run(stores.redis, 'keep', place.concertId, epoch, place.userId, place.number, keepMs)
      : Promise.resolve('0'),
  );
}

/** Why a place ended before its session did. */
export type LeaveReason = 'PAID' | 'LEFT' | 'REMOVED';

/** Ends this person's place, whichever it is. Returns it, or null when they had none. Refusal: NOT_FOUND. */
export async function leave(
  { db, redis }: LineStores,
  userId: string,
  concertId: number,
  reason: LeaveReason = 'LEFT',
): Promise<Place | null> {
  const { epoch, answer } = await inEpoch({ db, redis }, concertId, async (epoch) => {
    const reply = await run(redis, 'leave', concertId, epoch, userId, '', reason);
    return reply === 'STALE' ? reply : Number(reply);
  });
  return answer === 0 ? null : { userId, concertId, epoch, number: answer };
}

/** Ends exactly this place; does nothing if it has ended already. */
export async function endTurn({ db, redis }: LineStores, place: Place, reason: LeaveReason): Promise<void> {
  const { userId, concertId, number } = place;
  await inEpoch({ db, redis }, concertId, (epoch) =>
    epoch === place.epoch ? run(redis, 'leave', concertId, epoch, userId, number, reason) : Promise.resolve('0'),
  );
}

/** How many wait, and how many are active. Refusal: NOT_FOUND. */
export async function figures({ db, redis }: LineStores, concertId: number): Promise<{ waiting: number; active: number }> {
  const { answer } = await inEpoch({ db, redis }, concertId, async (epoch) => {
    const reply = await run(redis, 'figures', concertId, epoch);
    return reply === 'STALE' ? reply : (reply as [number, number]);
  });
  return { waiting: answer[0], active: answer[1] };
}

/**
 * Makes a changed policy hold at once; the next beat would do it otherwise. A store that has lost the line gets a new epoch
 * here too: put back under the old one, it would give the old numbers again. Refusal: NOT_FOUND.
 */
export async function applyPolicy({ db, redis }: LineStores, concertId: number): Promise<Policy> {
  const policy = await policyOf(db, concertId);
  await inEpoch({ db, redis }, concertId, (epoch) =>
    run(redis, 'tick', concertId, epoch, policy.version, policyForStore(policy), 0),
  );
  return policy;
}
