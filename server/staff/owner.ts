import { randomBytes } from 'node:crypto';
import { hashPassword } from '../account/account.ts';
import { recordAudit } from '../admin/audit-log.ts';
import type { Db } from '../database/db.ts';
import { serializable, type Tx } from '../database/transaction.ts';

const passwordBytes = 15;
const reason = 'npm run owner';

export interface Owner {
  userId: string;
  /** Password of a new account; null for an account that exists. */
  password: string | null;
  /** False if the account was an owner before. */
  isNewOwner: boolean;
}

/**
 * Makes the account of this address an owner, and creates the account if there is none. `name` is
 * the name of a new account. Changes nothing for an owner. The account is the actor of its audit
 * entry, because the command runs without a sign-in.
 */
export async function makeOwner(
  db: Db,
  { email, name }: { email: string; name: string },
): Promise<Owner> {
  const password = randomBytes(passwordBytes).toString('base64url');
  const passwordHash = await hashPassword(password);
  return serializable(db, async (tx) => {
    const found = await tx.user.findUnique({ where: { email }, select: { id: true } });
    const { id: userId } =
      found ??
      (await tx.user.create({ data: { email, name, passwordHash }, select: { id: true } }));
    return {
      userId,
      password: found === null ? password : null,
      isNewOwner: await grantOwner(tx, userId),
    };
  });
}

/**
 * Removes all second factors of an account and ends their proofs. Returns the number of removed
 * factors. The account is the actor of its audit entry.
 */
export function resetSecondFactor(db: Db, userId: string): Promise<number> {
  return serializable(db, async (tx) => {
    await tx.staffSession.deleteMany({ where: { userId } });
    const { count } = await tx.staffFactor.deleteMany({ where: { userId } });
    await recordAudit(tx, {
      actorId: userId,
      action: 'staff.factors.reset',
      userId,
      reason,
      before: { factors: count },
      after: { factors: 0 },
    });
    return count;
  });
}

/** Returns false if the user was an owner before. */
async function grantOwner(tx: Tx, userId: string): Promise<boolean> {
  const { count } = await tx.staffGrant.createMany({
    data: [{ userId, role: 'OWNER' }],
    skipDuplicates: true,
  });
  if (count === 0) return false;
  await recordAudit(tx, {
    actorId: userId,
    action: 'staff.grant',
    userId,
    reason,
    before: { role: 'OWNER', concerts: [] },
    after: { role: 'OWNER', concerts: 'all' },
  });
  return true;
}
