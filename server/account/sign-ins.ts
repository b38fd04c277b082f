import { createHash, randomUUID } from 'node:crypto';
import { z } from 'zod';
import { defaultLanguage, type Language } from '../config/languages.schema.ts';
import type { Db } from '../database/db.ts';
import { loadSql } from '../database/load-sql.ts';
import { rows, serializable, type Tx } from '../database/transaction.ts';
import { refuse } from '../errors/refusal.ts';
import type { SignInKind } from '../generated/prisma/enums.ts';
import { queueIfMail } from '../mail/mail.ts';
import { recordNotice } from '../notice/notice.ts';
import { takeSeen } from '../revocation/last-seen.ts';
import { isCurrent, revokeHere } from '../revocation/revocation.ts';
import type { RevokeInput } from './account.schema.ts';

const recordSql = loadSql(import.meta.url, './sql/record-sign-in.sql');
const liveSql = loadSql(import.meta.url, './sql/live-sign-ins.sql');
const revokeSql = loadSql(import.meta.url, './sql/revoke-sign-in.sql');
const writeOwnSql = loadSql(import.meta.url, './sql/write-own-sign-in.sql');
const seenSql = loadSql(import.meta.url, './sql/record-seen.sql');
const eraseSql = loadSql(import.meta.url, './sql/erase-sign-ins.sql');
const endAllSql = loadSql(import.meta.url, './sql/end-all.sql');

const userAgentMax = 300;
const listedMax = 100;
const erasedPerRoundMax = 1_000;

/** Who signs in, and with what. */
export interface NewSignIn {
  userId: string;
  /** Version of the credentials that the check of the sign-in read. */
  version: number;
  kind: SignInKind;
  /** Value of the browser's device cookie; null for a program, which its user agent identifies. */
  device: string | null;
  userAgent: string | undefined;
  language?: Language | undefined;
}

const hashOf = (device: string): string => createHash('sha256').update(device).digest('hex');

/** PostgreSQL stores no NUL, and no unpaired surrogate. */
const plainAgent = (userAgent = ''): string | null =>
  userAgent.toWellFormed().replaceAll('\0', '').slice(0, userAgentMax).toWellFormed() || null;

/**
 * Records a sign-in, and returns the id that its session or access token carries. Mails and notifies
 * the user about a new device. Returns null if all credentials of the version have ended meanwhile.
 * Refusal: TRY_AGAIN.
 */
export function recordSignIn(db: Db, signIn: NewSignIn): Promise<string | null> {
  const { userId, version, kind, device, userAgent, language = defaultLanguage } = signIn;
  const agent = plainAgent(userAgent);
  const hash = hashOf(device === null ? `program ${agent ?? ''}` : `browser ${device}`);
  return serializable(db, async (tx) => {
    const id = randomUUID();
    const [added] = await rows<{ email: string; isNew: boolean }>(
      tx,
      recordSql,
      ...[id, userId, kind, hash, agent, version],
    );
    if (added === undefined) return null;
    if (added.isNew) {
      const mail = { userId, address: added.email, language };
      await queueIfMail(tx, { kind: 'NEW_DEVICE', cause: id, ...mail });
      await recordNotice(tx, { userId, kind: 'NEW_DEVICE', change: id, data: { kind } });
    }
    return id;
  });
}

/** Session or access token of the caller. */
export interface Current {
  userId: string;
  credentialId: string;
  kind: SignInKind;
  /** Time of the sign-in in seconds since the Unix epoch. */
  signedInAt: number;
  userAgent: string | undefined;
}

export interface SessionItem {
  sessionId: string;
  kind: SignInKind;
  createdAt: string;
  /** Latest use, up to a minute late. */
  lastSeenAt: string;
  userAgent: string | null;
  /** True for the session or access token of this call. */
  current: boolean;
}

interface Row extends Pick<SessionItem, 'sessionId' | 'kind' | 'userAgent'> {
  createdAt: Date;
  lastSeenAt: Date;
}

/**
 * Returns the caller's own session or access token, and the latest 100 others that can still be
 * valid, latest use first.
 */
export async function sessionsOf(db: Db, current: Current): Promise<SessionItem[]> {
  const found = await rows<Row>(db, liveSql, current.userId, listedMax);
  const items = found.map(({ createdAt, lastSeenAt, ...row }) => ({
    ...row,
    createdAt: createdAt.toISOString(),
    lastSeenAt: lastSeenAt.toISOString(),
    current: row.sessionId === current.credentialId,
  }));
  if (items.some((item) => item.current)) return items;
  // A sign-in from before the table has no row.
  const at = new Date(current.signedInAt * 1000).toISOString();
  const { credentialId: sessionId, kind, userAgent } = current;
  const own = { sessionId, kind, userAgent: plainAgent(userAgent), createdAt: at, lastSeenAt: at };
  return [{ ...own, current: true }, ...items];
}

/**
 * Ends one session or access token of the user, or all of them with their queue tokens. Refusal:
 * NOT_FOUND.
 */
export async function revoke(db: Db, current: Current, input: RevokeInput): Promise<void> {
  const { userId, credentialId } = current;
  if ('all' in input) {
    const [ended] = await rows<{ version: number }>(db, endAllSql, userId);
    if (ended !== undefined) isCurrent(userId, ended.version);
    return;
  }
  const { sessionId } = input;
  const [revoked] = await rows(db, revokeSql, userId, sessionId);
  if (revoked === undefined) {
    if (sessionId !== credentialId) refuse('NOT_FOUND');
    await writeOwn(db, current, { version: 0, isRevoked: true });
  }
  revokeHere(sessionId);
}

/** Revokes the caller's sign-in or raises its version, also if it has no row yet. */
export async function writeOwn(
  tx: Pick<Tx, '$executeRawUnsafe'>,
  { credentialId, userId, kind }: Current,
  { version, isRevoked }: { version: number; isRevoked: boolean },
): Promise<void> {
  const device = hashOf(`sign-in ${credentialId}`);
  const values = [credentialId, userId, kind, device, version, isRevoked];
  await tx.$executeRawUnsafe(writeOwnSql, ...values);
}

const isId = (text: string): boolean => z.guid().safeParse(text).success;

/** Writes the latest use of sessions and access tokens. Every instance runs this job. */
export async function recordSeen(db: Db): Promise<void> {
  const ids = takeSeen().filter(isId);
  if (ids.length > 0) await db.$executeRawUnsafe(seenSql, ids);
}

/** Erases expired sign-ins. Returns their number. */
export async function eraseOldSignIns(db: Db): Promise<number> {
  return db.$executeRawUnsafe(eraseSql, erasedPerRoundMax);
}
