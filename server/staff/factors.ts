import { recordAudit } from '../admin/audit-log.ts';
import type { Db } from '../database/db.ts';
import { serializable, type Tx } from '../database/transaction.ts';
import { refuse } from '../errors/refusal.ts';
import type { FactorKind } from '../generated/prisma/enums.ts';
import type { RedisClient } from '../redis/redis.ts';
import { limitWrongCodes } from './limit-wrong-codes.ts';
import { createdPasskey, creationOptions, type Site } from './passkey.ts';
import { hashOfRecoveryCode, newRecoveryCodes } from './recovery-codes.ts';
import { encryptFor, decryptFor } from './encryption.ts';
import {
  type Caller,
  clockOf,
  openChallenge,
  passkeysOf,
  recordProof,
  requireEnrolment,
  takeChallenge,
} from './second-factor.ts';
import type { AddFactorInput, ConfirmFactorInput } from './staff.schema.ts';
import { newTotp, stepOfCode } from './totp.ts';

const factorsMax = 10;
const confirmMsMax = 15 * 60_000;
const ownReason = 'by the staff member';

export interface Factor {
  factorId: number;
  kind: FactorKind;
  createdAt: string;
  usedAt: string | null;
  /** Number of unused recovery codes; null for other kinds. */
  codesLeft: number | null;
}

/** Lists a staff member's confirmed factors, oldest first. */
export async function listFactors(db: Db, userId: string): Promise<Factor[]> {
  const found = await db.staffFactor.findMany({
    where: { userId, confirmedAt: { not: null } },
    orderBy: { id: 'asc' },
    select: { id: true, kind: true, createdAt: true, usedAt: true, codeHashes: true },
  });
  return found.map(({ id, kind, createdAt, usedAt, codeHashes }) => ({
    factorId: id,
    kind,
    createdAt: createdAt.toISOString(),
    usedAt: usedAt?.toISOString() ?? null,
    codesLeft: kind === 'RECOVERY' ? codeHashes.length : null,
  }));
}

/**
 * Begins the enrolment of a factor and returns what its owner needs once: the secret of a TOTP app,
 * the options for a passkey, or ten recovery codes, which replace earlier codes and need no
 * confirmation. Refusals: REAUTHENTICATE (see requireEnrolment), BAD_INPUT above ten factors.
 */
export function addFactor(db: Db, caller: Caller, site: Site, { kind }: AddFactorInput) {
  const { userId } = caller;
  return serializable(db, async (tx) => {
    await requireEnrolment(tx, caller);
    await tx.staffFactor.deleteMany({
      where: { userId, kind, ...(kind !== 'RECOVERY' && { confirmedAt: null }) },
    });
    if ((await tx.staffFactor.count({ where: { userId } })) >= factorsMax)
      refuse('BAD_INPUT', {
        issues: [{ path: 'kind', message: `at most ${String(factorsMax)} factors` }],
      });
    if (kind === 'TOTP') return addTotp(tx, userId);
    return kind === 'PASSKEY' ? addPasskey(tx, caller, site) : addRecoveryCodes(tx, userId);
  });
}

const emailOf = async (tx: Tx, userId: string): Promise<string> =>
  (await tx.user.findUniqueOrThrow({ where: { id: userId }, select: { email: true } })).email;

async function addTotp(tx: Tx, userId: string) {
  const { secret, uri } = newTotp(await emailOf(tx, userId));
  const { id: factorId } = await tx.staffFactor.create({
    data: { userId, kind: 'TOTP', secret: encryptFor(userId, secret) },
    select: { id: true },
  });
  return { factorId, kind: 'TOTP' as const, secret, uri };
}

async function addPasskey(tx: Tx, caller: Caller, site: Site) {
  const { userId } = caller;
  const user = { userId, email: await emailOf(tx, userId) };
  const options = await creationOptions(site, user, await passkeysOf(tx, userId));
  await openChallenge(tx, caller, options.challenge);
  const { id: factorId } = await tx.staffFactor.create({
    data: { userId, kind: 'PASSKEY' },
    select: { id: true },
  });
  return { factorId, kind: 'PASSKEY' as const, options };
}

async function addRecoveryCodes(tx: Tx, userId: string) {
  const codes = newRecoveryCodes();
  const { id: factorId } = await tx.staffFactor.create({
    data: {
      userId,
      kind: 'RECOVERY',
      confirmedAt: await clockOf(tx),
      codeHashes: codes.map(hashOfRecoveryCode),
    },
    select: { id: true },
  });
  await recordChange(tx, userId, 'add', { factorId, kind: 'RECOVERY' });
  return { factorId, kind: 'RECOVERY' as const, codes };
}

function recordChange(
  tx: Tx,
  userId: string,
  change: 'add' | 'remove',
  factor: { factorId: number; kind: FactorKind },
): Promise<void> {
  return recordAudit(tx, {
    actorId: userId,
    action: `staff.factors.${change}`,
    userId,
    reason: ownReason,
    ...(change === 'add' ? { after: factor } : { before: factor }),
  });
}

/**
 * Confirms a new factor by its first use, which counts as a proof of the second factor. Refusals:
 * REAUTHENTICATE, NOT_FOUND (unknown, confirmed, or begun more than 15 minutes ago), BAD_INPUT for a
 * wrong code, TOO_MANY_REQUESTS after five wrong codes in 15 minutes, TRY_AGAIN.
 */
export async function confirmFactor(
  { db, redis }: { db: Db; redis: RedisClient },
  caller: Caller,
  site: Site,
  proof: ConfirmFactorInput,
): Promise<{ until: string }> {
  const { userId } = caller;
  const { factorId } = proof;
  const kind = 'totp' in proof ? 'TOTP' : 'PASSKEY';
  const confirmed = await limitWrongCodes(redis, userId, () =>
    serializable(db, async (tx) => {
      await requireEnrolment(tx, caller);
      const since = new Date((await clockOf(tx)).getTime() - confirmMsMax);
      const factor = await tx.staffFactor.findFirst({
        where: { id: factorId, userId, kind, confirmedAt: null, createdAt: { gt: since } },
        select: { secret: true },
      });
      if (factor === null) refuse('NOT_FOUND');
      const parts =
        'totp' in proof
          ? await firstStep(tx, userId, factor.secret, proof.totp)
          : await createdBy(tx, caller, site, proof.passkey);
      if (parts === null) return null;
      const now = await clockOf(tx);
      await tx.staffFactor.update({
        where: { id: factorId },
        data: { ...parts, confirmedAt: now, usedAt: now },
        select: { id: true },
      });
      await recordChange(tx, userId, 'add', { factorId, kind });
      return recordProof(tx, caller);
    }),
  );
  if (confirmed !== null) return confirmed;
  const path = kind === 'TOTP' ? 'totp' : 'passkey';
  return refuse('BAD_INPUT', { issues: [{ path, message: 'does not prove the factor' }] });
}

async function firstStep(tx: Tx, userId: string, secret: Uint8Array | null, code: string) {
  const opened = secret && decryptFor(userId, secret);
  const lastStep = opened === null ? null : stepOfCode(opened, code, await clockOf(tx));
  return lastStep === null ? null : { lastStep };
}

async function createdBy(
  tx: Tx,
  caller: Caller,
  site: Site,
  response: Extract<ConfirmFactorInput, { passkey: object }>['passkey'],
) {
  const challenge = await takeChallenge(tx, caller);
  const known = await passkeysOf(tx, caller.userId);
  if (challenge === null || known.some(({ credentialId }) => credentialId === response.id))
    return null;
  return createdPasskey(site, challenge, response);
}

/** Removes a confirmed factor. Refusals: REAUTHENTICATE, NOT_FOUND. */
export function removeFactor(
  db: Db,
  caller: Caller,
  { factorId }: { factorId: number },
): Promise<Record<string, never>> {
  const { userId } = caller;
  return serializable(db, async (tx) => {
    await requireEnrolment(tx, caller);
    const factor = await tx.staffFactor.findFirst({
      where: { id: factorId, userId, confirmedAt: { not: null } },
      select: { kind: true },
    });
    const { kind } = factor ?? refuse('NOT_FOUND');
    await tx.staffFactor.delete({ where: { id: factorId }, select: { id: true } });
    await recordChange(tx, userId, 'remove', { factorId, kind });
    return {};
  });
}
