import { concertExists } from '../catalog/catalog.ts';
import { serializable } from '../database/transaction.ts';
import { refuse, tryAgain } from '../errors/refusal.ts';
import { recordNotice } from '../notice/notice.ts';
import { admitGuest, assertOnSale, findPlace, leave, type Stores } from '../queue/queue.ts';
import { persistEnd } from '../seating/seating.ts';
import { recordAudit } from './audit-log.ts';
import type { PlaceInput } from './controls.schema.ts';

type Place = Awaited<ReturnType<typeof findPlace>>;

/**
 * Ends a user's place, waiting or active, and releases its hold. The user may join again at the end
 * of the queue. Writes the audit entry first, so that no removal lacks one. Refusal: NOT_FOUND for
 * an unknown concert, and for a user without a place.
 */
export async function removeFromQueue(
  stores: Stores,
  actorId: string,
  input: PlaceInput,
): Promise<Record<string, never>> {
  const { concertId, userId } = input;
  await concertExists(stores.db, concertId);
  const place = (await findPlace(stores, userId, concertId)) ?? refuse('NOT_FOUND');
  const { number } = place;
  await record(stores, { actorId, action: 'queue.remove', ...input }, place, {
    state: 'EXPIRED',
    change: `${String(concertId)}-${String(number)}`,
  });
  const ended = await leave(stores, userId, concertId, 'REMOVED');
  if (ended !== null && !(await persistEnd(stores.db, ended)))
    throw tryAgain(new Error('a new epoch began after the place was removed'));
  return {};
}

/**
 * Gives a user a turn outside the queue's order and capacity. Changes nothing for a user with a
 * turn. Writes the audit entry first, so that no guest lacks one. Refusals: NOT_FOUND for an unknown
 * concert or user, and those of admitGuest.
 */
export async function admitFromStaff(
  stores: Stores,
  actorId: string,
  input: PlaceInput,
): Promise<Record<string, never>> {
  const { concertId, userId } = input;
  const { db } = stores;
  await concertExists(db, concertId);
  await assertOnSale(stores, concertId);
  const user = await db.user.findUnique({ where: { id: userId }, select: { id: true } });
  if (user === null) refuse('NOT_FOUND');
  // The place is read after the turn. So a call that reads the turn of an admission finds it active,
  // and calls at once that do not find it active give one guest one notice.
  const turn = await db.turn.findUnique({
    where: { concertId_userId: { concertId, userId } },
    select: { number: true },
  });
  const place = await findPlace(stores, userId, concertId);
  if (place?.state === 'ACTIVE') return {};
  await record(stores, { actorId, action: 'queue.admit', ...input }, place, {
    state: 'ACTIVE',
    change: `${String(concertId)}-after-${String(turn?.number ?? 0)}`,
  });
  await admitGuest(stores, userId, concertId);
  return {};
}

/** Writes the audit entry and the notice. A repeated change adds no notice. */
function record(
  { db }: Stores,
  entry: PlaceInput & { actorId: string; action: string },
  before: Place,
  { state, change }: { state: 'ACTIVE' | 'EXPIRED'; change: string },
): Promise<void> {
  const { userId, concertId, reason } = entry;
  return serializable(db, async (tx) => {
    await recordAudit(tx, {
      ...entry,
      ...(before !== null && { before: { ...before } }),
      after: { state },
    });
    await recordNotice(tx, {
      userId,
      kind: state === 'ACTIVE' ? 'GUEST_ADMITTED' : 'QUEUE_REMOVED',
      change,
      concertId,
      data: { reason },
    });
  });
}
