import { recordAudit } from '../admin/audit-log.ts';
import type { Db } from '../database/db.ts';
import { loadSql } from '../database/load-sql.ts';
import { rows, serializable, type Tx } from '../database/transaction.ts';
import { refuse } from '../errors/refusal.ts';
import type { StaffRole } from '../generated/prisma/enums.ts';
import type { GrantInput, RevokeInput } from './staff.schema.ts';

const lockOwnersSql = loadSql(import.meta.url, './sql/lock-owners.sql');

export interface StaffMember {
  userId: string;
  name: string;
  email: string;
  role: StaffRole;
  concerts: 'all' | number[];
}

/** Lists each role of each staff member, ordered by role, then by the time of the grant. */
export async function listStaff(db: Db): Promise<StaffMember[]> {
  const found = await db.staffGrant.findMany({
    orderBy: [{ role: 'asc' }, { id: 'asc' }],
    select: {
      userId: true,
      role: true,
      concertId: true,
      user: { select: { name: true, email: true } },
    },
  });
  const members = Map.groupBy(found, ({ userId, role }) => `${role} ${userId}`);
  return [...members.values()].flatMap((grants) => {
    const [first] = grants;
    if (first === undefined) return [];
    const { userId, role, user } = first;
    return [{ userId, ...user, role, concerts: concertsOf(grants) ?? 'all' }];
  });
}

/** Returns null without a grant. */
function concertsOf(grants: readonly { concertId: number | null }[]): 'all' | number[] | null {
  if (grants.length === 0) return null;
  const ids = grants.flatMap(({ concertId }) => (concertId === null ? [] : [concertId]));
  return ids.length < grants.length ? 'all' : ids.sort((a, b) => a - b);
}

async function concertsWithRole(tx: Tx, userId: string, role: StaffRole) {
  return concertsOf(
    await tx.staffGrant.findMany({ where: { userId, role }, select: { concertId: true } }),
  );
}

/**
 * Gives a user a role for all concerts or for these ones, and for no others. Refusal: NOT_FOUND for
 * an unknown user or concert.
 */
export function grantRole(
  db: Db,
  actorId: string,
  { userId, role, concerts, reason }: GrantInput,
): Promise<Record<string, never>> {
  const ids = concerts === 'all' ? null : [...new Set(concerts)].sort((a, b) => a - b);
  return serializable(db, async (tx) => {
    const user = await tx.user.findUnique({ where: { id: userId }, select: { id: true } });
    const known = ids === null ? 0 : await tx.concert.count({ where: { id: { in: ids } } });
    if (user === null || known < (ids ?? []).length) refuse('NOT_FOUND');
    const before = await concertsWithRole(tx, userId, role);
    await tx.staffGrant.deleteMany({
      where: {
        userId,
        role,
        ...(ids === null
          ? { concertId: { not: null } }
          : { OR: [{ concertId: null }, { concertId: { notIn: ids } }] }),
      },
    });
    await tx.staffGrant.createMany({
      data: (ids ?? [null]).map((concertId) => ({ userId, role, concertId })),
      skipDuplicates: true,
    });
    await recordAudit(tx, {
      actorId,
      action: 'staff.grant',
      userId,
      reason,
      before: { role, concerts: before ?? [] },
      after: { role, concerts: ids ?? 'all' },
    });
    return {};
  });
}

/**
 * Removes a user's role at all concerts. Changes nothing if the user does not have the role.
 * Refusals: NOT_FOUND for an unknown user, LAST_OWNER.
 */
export function revokeRole(
  db: Db,
  actorId: string,
  { userId, role, reason }: RevokeInput,
): Promise<Record<string, never>> {
  return serializable(db, async (tx) => {
    const user = await tx.user.findUnique({ where: { id: userId }, select: { id: true } });
    if (user === null) refuse('NOT_FOUND');
    const before = await concertsWithRole(tx, userId, role);
    if (before === null) return {};
    if (role === 'OWNER') {
      const owners = await rows<{ userId: string }>(tx, lockOwnersSql);
      if (owners.every((owner) => owner.userId === userId)) refuse('LAST_OWNER');
    }
    await tx.staffGrant.deleteMany({ where: { userId, role } });
    await recordAudit(tx, {
      actorId,
      action: 'staff.revoke',
      userId,
      reason,
      before: { role, concerts: before },
      after: { role, concerts: [] },
    });
    return {};
  });
}
