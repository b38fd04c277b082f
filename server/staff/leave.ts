import { loadSql } from '../database/load-sql.ts';
import { rows, type Tx } from '../database/transaction.ts';
import { refuse } from '../errors/refusal.ts';

const lockOwnersSql = loadSql(import.meta.url, './sql/lock-owners.sql');

/** Removes all roles and second factors of a user. Refusal: LAST_OWNER. */
export async function leaveStaff(tx: Tx, userId: string): Promise<void> {
  const owned = await tx.staffGrant.count({ where: { userId, role: 'OWNER' } });
  if (owned > 0) {
    const owners = await rows<{ userId: string }>(tx, lockOwnersSql);
    if (owners.every((owner) => owner.userId === userId)) refuse('LAST_OWNER');
  }
  await tx.staffGrant.deleteMany({ where: { userId } });
  await tx.staffFactor.deleteMany({ where: { userId } });
  await tx.staffSession.deleteMany({ where: { userId } });
}
