import { refuse, tryAgain } from '../errors/refusal.ts';
import { evictPlace, ensureSubscribed, placeInMemory } from './snapshot/queue-snapshot.ts';
import { inEpoch, type Stores } from './recovery/epoch.ts';
import { type Policy, serializePolicy, policyOf } from './policy/policy.ts';
import { reinsert } from './recovery/rejoin.ts';
import { type QueueStatus, type AnnouncedState, toStatus } from './status.ts';
import { readPlaceState, run, type PlaceState } from './redis/commands.ts';
import { queueState } from './state/queue-state.ts';
import { issueNumber } from './recovery/issue-number.ts';
import { type Place, signQueueToken, type Revoked, verifyQueueToken } from './token/token.ts';
import { extendAdmission, recordAdmission } from './recovery/admission-record.ts';

export { isEpoch } from './recovery/epoch.ts';
export { placeHasEnded } from './token/token.ts';
export type { Stores, Place, QueueStatus, Revoked };

/** A status with the token that proves the place; `endsAt` (ms) is when the token is of no more use. */
export interface Joined extends QueueStatus {
  token: string;
  endsAt: number;
}

/**
 * Takes the next number in a concert's line, or gives back the place that the person already has: also the one that `presented`
 * stands for, if the line's store was lost since. Refusals: NOT_FOUND, SALE_NOT_OPEN, SALE_CLOSED.
 */
export async function join(
  stores: Stores,
  userId: string,
  concertId: number,
  presented?: Place,
): Promise<Joined> {
  const policy = await queueState(concertId).recentPolicy(stores.db);
  if (presented !== undefined) await rejoin(stores, presented);
  const { epoch, answer } = await inEpoch(stores, concertId, (epoch) =>
    issueNumber(stores, epoch, userId, concertId),
  );
  if (answer.reply === 'SALE_NOT_OPEN')
    refuse('SALE_NOT_OPEN', { opensAt: new Date(policy.opensAt).toISOString() });
  if (answer.reply === 'SALE_CLOSED') refuse('SALE_CLOSED');
  const standing = readPlaceState(answer.reply);
  const { number } = standing;
  const place = {
    userId,
    concertId,
    number,
    epoch: await queueState(concertId).epochOf(stores.db, epoch, number),
  };
  ensureSubscribed(stores, concertId);
  const told = await announcedState(stores, place, standing, epoch);
  return {
    token: signQueueToken(place, standing.now, policy.endsAt),
    endsAt: policy.endsAt,
    ...toStatus(told, standing),
  };
}

/** Restores a place whose token is presented, where the line's store has lost it. */
export async function rejoin(stores: Stores, place: Place): Promise<void> {
  await stateOf(stores, place);
}

/** The same place, signed anew: for tokens whose key is on its way out. */
export async function renewToken(
  { db }: Stores,
  place: Place,
): Promise<{ token: string; endsAt: number }> {
  const { endsAt, now } = await policyOf(db, place.concertId);
  return { token: signQueueToken(place, now, endsAt), endsAt };
}

async function stateOf(
  stores: Stores,
  place: Place,
): Promise<{ epoch: number; standing: PlaceState }> {
  const { userId, concertId, epoch: tokenEpoch, number } = place;
  const ask = () =>
    inEpoch(stores, concertId, async (epoch) => {
      const reply = await run(stores.redis, 'status', concertId, epoch, userId, tokenEpoch, number);
      return reply === 'STALE' ? reply : readPlaceState(reply);
    });
  const { epoch, answer: standing } = await ask();
  if (standing.state !== 'UNKNOWN') return { epoch, standing };
  await reinsert(stores, place);
  const again = await ask();
  return { epoch: again.epoch, standing: again.answer };
}

/** What may be told of a place: that it is its turn only once this is written down. */
async function announcedState(
  { db }: Stores,
  place: Place,
  standing: PlaceState,
  knownIn: number,
): Promise<AnnouncedState> {
  const {
    state,
    position,
    behind,
    number,
    now,
    admittedAt = now,
    untilAt = now,
    claimed,
    lastIssued = number,
  } = standing;
  if (state === 'UNKNOWN') return { state: 'EXPIRED', position, behind, number }; // used up, by what PostgreSQL knows
  if (state !== 'WAITING') evictPlace(place);
  if (state !== 'ACTIVE') return { state, position, behind, number };
  if (
    claimed !== true &&
    !(await recordAdmission(db, place, knownIn, {
      agoMs: now - admittedAt,
      leftMs: untilAt - now,
      lastIssued,
    }))
  )
    throw tryAgain(new Error(`line ${String(place.concertId)} has begun anew since it said so`));
  return { state, position, behind, number, untilAt };
}

/** The place that a token is good for: of a lower number and an earlier epoch, where its person came back with an older token too. */
async function placeAtNumber({ db }: Stores, place: Place, number: number): Promise<Place> {
  if (number === place.number || number === 0) return place;
  return {
    ...place,
    number,
    epoch: await queueState(place.concertId).epochOf(db, place.epoch, number),
  };
}

/** How a place stands, by the line's store; a turn that has come is claimed. */
async function claim(
  stores: Stores,
  shown: Place,
): Promise<{ place: Place; stand: AnnouncedState; standing: PlaceState }> {
  const { epoch, standing } = await stateOf(stores, shown);
  const { number } = standing;
  const place = await placeAtNumber(stores, shown, number);
  const { concertId, userId } = place;
  const stand = await announcedState(stores, place, standing, epoch);
  if (stand.state === 'ACTIVE' && standing.claimed !== true) {
    await inEpoch(stores, concertId, (epoch) =>
      run(stores.redis, 'claim', concertId, epoch, userId, number),
    );
  }
  return { place, stand, standing };
}

/** How a waiting place stands by what is in memory, or null where the line's store must be asked. Counts as being seen. */
export function statusFromMemory(place: Place): QueueStatus | null {
  const found = placeInMemory(place);
  if (found === null) return null;
  const { position, behind, figures } = found;
  return toStatus({ state: 'WAITING', position, behind, number: place.number }, figures);
}

/** How a place stands now. Asking counts as being seen, and claims the place if it has been admitted. */
export async function status(stores: Stores, place: Place): Promise<QueueStatus> {
  const known = statusFromMemory(place);
  if (known !== null) return known;
  const { stand, standing } = await claim(stores, place);
  ensureSubscribed(stores, place.concertId);
  return toStatus(stand, standing);
}

/** Refuses with NOT_FOUND where there is no such concert. */
export async function assertQueueExists({ db }: Stores, concertId: number): Promise<void> {
  await queueState(concertId).recentPolicy(db);
}

/** The place of a presented token. Refusals: QUEUE_TOKEN_MISSING, QUEUE_TOKEN_INVALID; NOT_YOURS when `userId` is someone else. */
export function placeOfToken(
  token: string | undefined,
  userId: string | null,
): Place & { outdated: boolean } {
  if (token === undefined) return refuse('QUEUE_TOKEN_MISSING');
  const place = verifyQueueToken(token) ?? refuse('QUEUE_TOKEN_INVALID');
  if (userId !== null && place.userId !== userId) refuse('NOT_YOURS');
  return place;
}

/** The place of a token that somebody shows on joining, if it is theirs and of this line: whatever else it is, they join anew. */
export function presentedPlace(
  token: string | undefined,
  userId: string,
  concertId: number,
): Place | undefined {
  const place = token === undefined ? null : verifyQueueToken(token);
  return place?.userId === userId && place.concertId === concertId ? place : undefined;
}

/**
 * The place of whoever presents this token, if it is their turn at this concert. Claims the place.
 * Refusals: those of placeOfToken, NOT_YOUR_TURN, QUEUE_TOKEN_EXPIRED.
 */
export async function requireTurn(
  stores: Stores,
  token: string | undefined,
  userId: string,
  concertId: number,
): Promise<Place> {
  const shown = placeOfToken(token, userId);
  if (shown.concertId !== concertId) refuse('NOT_YOUR_TURN');
  const { place, stand } = await claim(stores, shown);
  if (stand.state === 'WAITING') refuse('NOT_YOUR_TURN');
  if (stand.state === 'EXPIRED') refuse('QUEUE_TOKEN_EXPIRED');
  return place;
}

/** After a hold or an extension: the turn lasts until at least 30 s after the hold, within session + 3 holds. */
export async function keepTurn(stores: Stores, place: Place, holdLeftMs: number): Promise<void> {
  const { userId, concertId, number } = place;
  const keepMs = Math.ceil(holdLeftMs) + 30_000;
  const { answer } = await inEpoch(stores, concertId, (epoch) =>
    run(stores.redis, 'extend', concertId, epoch, userId, number, keepMs),
  );
  if (Number(answer) > 0) await extendAdmission(stores.db, place, Number(answer));
}

/** Why a place ended before its session did. */
export type LeaveReason = 'PAID' | 'LEFT' | 'REMOVED';

/** Ends this person's place, whichever it is. Returns what that spends, or null when they had none. Refusal: NOT_FOUND. */
export async function leave(
  { db, redis }: Stores,
  userId: string,
  concertId: number,
  reason: LeaveReason = 'LEFT',
): Promise<Revoked | null> {
  const { epoch, answer } = await inEpoch({ db, redis }, concertId, async (epoch) => {
    const reply = await run(redis, 'leave', concertId, epoch, userId, '', reason);
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

/** Ends exactly this place; does nothing if it has ended already. */
export async function expirePlace(
  { db, redis }: Stores,
  place: Place,
  reason: LeaveReason,
): Promise<void> {
  const { userId, concertId, number } = place;
  await inEpoch({ db, redis }, concertId, (epoch) =>
    run(redis, 'leave', concertId, epoch, userId, number, reason),
  );
  evictPlace(place);
}

/** How many wait and are present, and how many are active. Refusal: NOT_FOUND. */
export async function queueCounts(
  { db, redis }: Stores,
  concertId: number,
): Promise<{ waiting: number; active: number }> {
  const { answer } = await inEpoch({ db, redis }, concertId, async (epoch) => {
    const reply = await run(redis, 'counts', concertId, epoch);
    return reply === 'STALE' ? reply : (reply as [number, number]);
  });
  return { waiting: answer[0], active: answer[1] };
}

/**
 * Makes a changed policy hold at once; the next beat would do it otherwise. A store that has lost the line gets a new epoch
 * here too: put back under the old one, it would give the old numbers again. Refusal: NOT_FOUND.
 */
export async function applyPolicy({ db, redis }: Stores, concertId: number): Promise<Policy> {
  const policy = await policyOf(db, concertId);
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
