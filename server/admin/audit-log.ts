import type { Db } from '../database/db.ts';
import type { Tx } from '../database/transaction.ts';
import type { Prisma } from '../generated/prisma/client.ts';
import type { AuditFilter } from './audit-log.schema.ts';

/** Values of fields by name: user ids, never names or e-mail addresses. */
export type AuditValues = Prisma.InputJsonObject;

export interface AuditRecord {
  /** User who acts. */
  actorId: string;
  /** Noun and verb, such as `queue.set`. */
  action: string;
  concertId?: number | null;
  /** Person whom the action concerns. */
  userId?: string | null;
  /** 1 to 500 characters. */
  reason: string;
  before?: AuditValues;
  after?: AuditValues;
}

/** Writes an audit entry in the transaction of the audited change. The table is append-only. */
export async function recordAudit(
  tx: Pick<Tx, 'auditEntry'>,
  { concertId = null, userId = null, ...entry }: AuditRecord,
): Promise<void> {
  await tx.auditEntry.create({ data: { ...entry, concertId, userId }, select: { id: true } });
}

type Stored = Date | Prisma.InputJsonValue | null;

/** Returns a row's values of the fields that `changes` names, with instants in ISO 8601. */
export function valuesOf(row: Readonly<Record<string, Stored>>, changes: object): AuditValues {
  return Object.fromEntries(
    Object.keys(changes).map((name) => {
      const value = row[name] ?? null;
      return [name, value instanceof Date ? value.toISOString() : value];
    }),
  );
}

export interface AuditItem {
  id: number;
  at: string;
  byUserId: string;
  action: string;
  concertId: number | null;
  userId: string | null;
  reason: string;
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
}

const pageSize = 50;

/**
 * Returns up to 50 entries of the concerts in `scope`, newest first. Entries of no concert belong to
 * the scope of all concerts. `cursor` is null on the last page.
 */
export async function auditEntries(
  db: Db,
  { cursor, userId, from, to, ...equal }: AuditFilter,
  scope: 'all' | readonly number[] = 'all',
): Promise<{ items: AuditItem[]; cursor: number | null }> {
  const found = await db.auditEntry.findMany({
    where: {
      ...equal,
      ...(scope !== 'all' && { AND: { concertId: { in: [...scope] } } }),
      ...(cursor !== undefined && { id: { lt: cursor } }),
      ...(userId !== undefined && { OR: [{ userId }, { actorId: userId }] }),
      at: { ...(from !== undefined && { gte: from }), ...(to !== undefined && { lte: to }) },
    },
    orderBy: { id: 'desc' },
    take: pageSize + 1,
  });
  const items = found.slice(0, pageSize).map(({ actorId, at, before, after, ...entry }) => ({
    ...entry,
    at: at.toISOString(),
    byUserId: actorId,
    before: before as AuditItem['before'],
    after: after as AuditItem['after'],
  }));
  return { items, cursor: found.length > pageSize ? (items.at(-1)?.id ?? null) : null };
}
