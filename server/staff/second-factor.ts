import { createHash } from 'node:crypto';
import type { Db } from '../database/db.ts';
import { loadSql } from '../database/load-sql.ts';
import { rows, serializable, type Tx } from '../database/transaction.ts';
import { refuse } from '../errors/refusal.ts';
import type { FactorKind } from '../generated/prisma/enums.ts';
import type { RedisClient } from '../redis/redis.ts';
import { limitWrongCodes } from './limit-wrong-codes.ts';
import { counterOfSignature, type Passkey, requestOptions, type Site } from './passkey.ts';
import { hashOfRecoveryCode } from './recovery-codes.ts';
import { decryptFor } from './encryption.ts';
import type { AuthenticationResponse, ReauthenticateInput } from './staff.schema.ts';
import { stepOfCode } from './totp.ts';

const recentFactorSql = loadSql(import.meta.url, './sql/recent-factor.sql');
const proveFactorSql = loadSql(import.meta.url, './sql/prove-factor.sql');
const openChallengeSql = loadSql(import.meta.url, './sql/open-challenge.sql');
const takeChallengeSql = loadSql(import.meta.url, './sql/take-challenge.sql');
const useRecoveryCodeSql = loadSql(import.meta.url, './sql/use-recovery-code.sql');
const useStepSql = loadSql(import.meta.url, './sql/use-step.sql');

/** A staff member's sign-in. A proof of a second factor counts in this sign-in only. */
export interface Caller {
  userId: string;
  /** Identifies the session or access token for its whole life. */
  credentialId: string;
  /** Time of the sign-in in seconds since the Unix epoch. */
  signedInAt: number;
}

export const hashOfCredential = ({ credentialId }: Caller): string =>
  createHash('sha256').update(credentialId).digest('hex');

type Queries = Pick<Tx, '$queryRawUnsafe'>;

/** A result row of sql/recent-factor.sql. */
interface Recent {
  recent: boolean;
  signedInRecently: boolean;
  methods: FactorKind[];
}

async function readRecent(tx: Queries, caller: Caller): Promise<Recent> {
  const [found] = await rows<Recent>(
    tx,
    recentFactorSql,
    caller.userId,
    hashOfCredential(caller),
    caller.signedInAt,
  );
  return found ?? { recent: false, signedInRecently: false, methods: [] };
}

/**
 * Requires a second factor that this sign-in proved within the last 15 minutes, by the database's
 * clock. Refusal: REAUTHENTICATE with the enrolled kinds.
 */
export async function requireRecentFactor(tx: Queries, caller: Caller): Promise<void> {
  const { recent, methods } = await readRecent(tx, caller);
  if (!recent) refuse('REAUTHENTICATE', { methods });
}

/**
 * Requires what a change of the factors needs: a recent second factor, or without any factor a
 * sign-in within the last 15 minutes. Refusal: REAUTHENTICATE.
 */
export async function requireEnrolment(tx: Queries, caller: Caller): Promise<void> {
  const { recent, signedInRecently, methods } = await readRecent(tx, caller);
  const isAllowed = methods.length === 0 ? signedInRecently : recent;
  if (!isAllowed) refuse('REAUTHENTICATE', { methods });
}

/** Counts a proof for 15 minutes in this sign-in. Returns the end. */
export async function recordProof(tx: Tx, caller: Caller): Promise<{ until: string }> {
  const [proof] = await rows<{ until: Date }>(
    tx,
    proveFactorSql,
    caller.userId,
    hashOfCredential(caller),
  );
  if (proof === undefined) throw new Error('the proof of a second factor was not stored');
  return { until: proof.until.toISOString() };
}

export async function clockOf(tx: Queries): Promise<Date> {
  const [clock] = await rows<{ now: Date }>(tx, 'SELECT clock_timestamp() AS now');
  if (clock === undefined) throw new Error('the database returned no time');
  return clock.now;
}

/** Stores a challenge that a passkey must sign within 5 minutes in this sign-in. */
export async function openChallenge(tx: Tx, caller: Caller, challenge: string): Promise<void> {
  await rows(tx, openChallengeSql, caller.userId, hashOfCredential(caller), challenge);
}

/** Ends the open challenge of this sign-in. Returns the challenge, or null if none is open. */
export async function takeChallenge(tx: Tx, caller: Caller): Promise<string | null> {
  const [taken] = await rows<{ challenge: string | null }>(
    tx,
    takeChallengeSql,
    caller.userId,
    hashOfCredential(caller),
  );
  return taken?.challenge ?? null;
}

/** Returns a user's confirmed passkeys with the ids of their factors. */
export async function passkeysOf(
  tx: Tx,
  userId: string,
): Promise<(Passkey & { factorId: number })[]> {
  const found = await tx.staffFactor.findMany({
    where: { userId, kind: 'PASSKEY', confirmedAt: { not: null } },
    select: { id: true, credentialId: true, publicKey: true, counter: true, transports: true },
  });
  return found.flatMap(({ id: factorId, credentialId, publicKey, counter, transports }) =>
    credentialId === null || publicKey === null || counter === null
      ? []
      : [{ factorId, credentialId, publicKey, counter: Number(counter), transports }],
  );
}

/**
 * Returns the options with which a browser signs by a passkey, and stores their challenge. Refusal:
 * NOT_FOUND without a passkey.
 */
export async function challengePasskey(db: Db, caller: Caller, site: Site) {
  const passkeys = await passkeysOf(db, caller.userId);
  if (passkeys.length === 0) refuse('NOT_FOUND');
  const options = await requestOptions(site, passkeys);
  await serializable(db, (tx) => openChallenge(tx, caller, options.challenge));
  return options;
}

/**
 * Proves a second factor in this sign-in. Refusals: REAUTHENTICATE for a wrong or used code,
 * TOO_MANY_REQUESTS after five wrong codes in 15 minutes, TRY_AGAIN.
 */
export async function reauthenticate(
  { db, redis }: { db: Db; redis: RedisClient },
  caller: Caller,
  site: Site,
  proof: ReauthenticateInput,
): Promise<{ until: string }> {
  const proved = await limitWrongCodes(redis, caller.userId, () =>
    serializable(db, async (tx) =>
      (await isRight(tx, caller, site, proof)) ? recordProof(tx, caller) : null,
    ),
  );
  if (proved !== null) return proved;
  const { methods } = await readRecent(db, caller);
  return refuse('REAUTHENTICATE', { methods });
}

async function isRight(
  tx: Tx,
  caller: Caller,
  site: Site,
  proof: ReauthenticateInput,
): Promise<boolean> {
  if ('totp' in proof) return isRightTotp(tx, caller.userId, proof.totp);
  if ('passkey' in proof) return isRightPasskey(tx, caller, site, proof.passkey);
  const hash = hashOfRecoveryCode(proof.recoveryCode);
  return (await rows(tx, useRecoveryCodeSql, caller.userId, hash)).length > 0;
}

async function isRightTotp(tx: Tx, userId: string, code: string): Promise<boolean> {
  const factors = await tx.staffFactor.findMany({
    where: { userId, kind: 'TOTP', confirmedAt: { not: null } },
    select: { id: true, secret: true },
  });
  const now = await clockOf(tx);
  for (const { id, secret } of factors) {
    const opened = secret && decryptFor(userId, secret);
    const step = opened === null ? null : stepOfCode(opened, code, now);
    if (step !== null && (await useStep(tx, id, step))) return true;
  }
  return false;
}

/** Returns false if a code of this or a later time step was used before. */
export async function useStep(tx: Tx, factorId: number, step: number): Promise<boolean> {
  return (await rows(tx, useStepSql, factorId, step)).length > 0;
}

async function isRightPasskey(
  tx: Tx,
  caller: Caller,
  site: Site,
  response: AuthenticationResponse,
): Promise<boolean> {
  const challenge = await takeChallenge(tx, caller);
  const passkey = (await passkeysOf(tx, caller.userId)).find(
    ({ credentialId }) => credentialId === response.id,
  );
  if (challenge === null || passkey === undefined) return false;
  const { factorId, ...known } = passkey;
  const counter = await counterOfSignature(site, challenge, response, known);
  if (counter === null) return false;
  await tx.staffFactor.update({
    where: { id: factorId },
    data: { counter, usedAt: await clockOf(tx) },
    select: { id: true },
  });
  return true;
}
