import { recordAudit } from '../admin/admin.ts';
import { assertOpeningOrder, assertOpeningTimes } from '../catalog/catalog.ts';
import type { Db } from '../database/db.ts';
import { loadSql } from '../database/load-sql.ts';
import { serializable } from '../database/transaction.ts';
import type { Stores } from '../queue/queue.ts';
import { assertPosterExists } from '../poster/poster.ts';
import { editedReason } from '../schema/reason.schema.ts';
import { textsOf } from '../schema/texts.schema.ts';
import { applyChangedPolicy } from './applied-policy.ts';
import type { ConcertFields, UpdateInput } from './concert.schema.ts';
import { columnsOf, fieldColumns, fieldsOf, textsAfter, valuesOfChange } from './fields.ts';
import { lockConcert } from './version.ts';

const endDatesSql = loadSql(import.meta.url, './sql/end-dates.sql');

const dateOf = (iso: string | null | undefined) => (iso == null ? null : new Date(iso));

/**
 * Creates a draft. The demonstration data choose the `id`. Refusal: BAD_INPUT for opening and
 * closing times in the wrong order, or an unknown poster.
 */
export async function createConcert(
  db: Db,
  actorId: string,
  fields: ConcertFields,
  chosen: { id?: number } = {},
): Promise<{ concertId: number; version: number }> {
  const { title, venue, description, notices, opensAt, lineOpensAt, closesAt } = fields;
  assertOpeningOrder({
    opensAt: new Date(opensAt),
    lineOpensAt: dateOf(lineOpensAt),
    closesAt: dateOf(closesAt),
    firstStart: null,
  });
  return serializable(db, async (tx) => {
    await assertPosterExists(tx, fields.posterId);
    const { id, version, ...row } = await tx.concert.create({
      data: {
        ...chosen,
        ...columnsOf(fields),
        opensAt,
        texts: { title, venue, description, notices },
      },
      select: { id: true, version: true, ...fieldColumns },
    });
    await recordAudit(tx, {
      actorId,
      action: 'concert.create',
      concertId: id,
      reason: 'created',
      after: valuesOfChange(fieldsOf(row), fields),
    });
    return { concertId: id, version };
  });
}

/**
 * Changes some fields of a concert, in any state. The queue follows at once. Limits apply to later
 * holds, and payments keep their fee schedules. A running time gives coming dates a new end.
 * Refusals: NOT_FOUND, CHANGED, BAD_INPUT for opening and closing times in the wrong order, an
 * opening after the first performance, or an unknown poster.
 */
export async function updateConcert(
  stores: Stores,
  actorId: string,
  { concertId, version, reason = editedReason, ...change }: UpdateInput,
): Promise<{ version: number }> {
  const updated = await serializable(stores.db, async (tx) => {
    const { state } = await lockConcert(tx, concertId, version);
    await assertOpeningTimes(tx, concertId, change);
    await assertPosterExists(tx, change.posterId);
    const before = await tx.concert.findUniqueOrThrow({
      where: { id: concertId },
      select: fieldColumns,
    });
    if (change.runningMinutes !== undefined)
      await tx.$executeRawUnsafe(endDatesSql, concertId, change.runningMinutes);
    const after = await tx.concert.update({
      where: { id: concertId },
      data: { ...columnsOf(change), texts: textsAfter(textsOf(before.texts), change) },
      select: { version: true, ...fieldColumns },
    });
    await recordAudit(tx, {
      actorId,
      action: 'concert.update',
      concertId,
      reason,
      before: valuesOfChange(fieldsOf(before), change),
      after: valuesOfChange(fieldsOf(after), change),
    });
    return { version: after.version, hasQueue: state !== 'DRAFT' };
  });
  if (updated.hasQueue) await applyChangedPolicy(stores, concertId);
  return { version: updated.version };
}
