import { randomUUID } from 'node:crypto';
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
  await record(stores, { actorId, action: 'queue.remove', ...input }, place, 'EXPIRED');
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
  const place = await findPlace(stores, userId, concertId);
  if (place?.state === 'ACTIVE') return {};
  await record(stores, { actorId, action: 'queue.admit', ...input }, place, 'ACTIVE');
  await admitGuest(stores, userId, concertId);
  return {};
}

/** Writes the audit entry and the notice. A repeated change of one place adds no notice. */
function record(
  { db }: Stores,
  entry: PlaceInput & { actorId: string; action: string },
  before: Place,
  state: 'ACTIVE' | 'EXPIRED',
): Promise<void> {
  const { userId, concertId, reason } = entry;
  const change = `${String(concertId)}-${before === null ? randomUUID() : String(before.number)}`;
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
