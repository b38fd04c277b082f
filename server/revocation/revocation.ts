import type { Db } from '../database/db.ts';
import { loadSql } from '../database/load-sql.ts';
import { rows } from '../database/transaction.ts';

const changedSql = loadSql(import.meta.url, './sql/changed-versions.sql');

/** Outlasts every transaction, so that no late commit is missed. A longer outage reads all again. */
const overlapSeconds = 60;
const fullReadMsMin = (overlapSeconds / 2) * 1000;
/** Outlives each session and access token, which live at most 7 days without a renewal. */
const signInSeconds = 8 * 86_400;

/** Interval of the job that reads the versions. */
export const readEveryMs = 500;

/** What this instance knows of one sign-in whose session or access token has changed. */
interface ChangedSignIn {
  /** Version of the credential, if a change of the password has raised it. */
  version: number;
  isRevoked: boolean;
  /** Time at which this instance learned it (ms), by the monotonic clock. */
  learnedAt: number;
}

interface Known {
  /** Version of the credentials of each user who has ever ended them, about 100 bytes. */
  versions: Map<string, number>;
  /** Changed sign-ins of the last 8 days by id, in the order of their latest change. */
  signIns: Map<string, ChangedSignIn>;
  /** Start of the latest successful read (ms), by the monotonic clock. */
  readAt: number | undefined;
}

// Keeps the versions on globalThis, because Next's bundles may contain this module more than once.
const shared = globalThis as typeof globalThis & { jariVersions?: Known };
const known = (): Known =>
  (shared.jariVersions ??= { versions: new Map(), signIns: new Map(), readAt: undefined });

/** Returns the version that new credentials of a user carry; 0 before the first end of all. */
export const credentialVersionOf = (userId: string): number => known().versions.get(userId) ?? 0;

/**
 * Returns false if all credentials of this version have ended. A credential with a later version
 * than this instance knows proves that version.
 */
export function isCurrent(userId: string, version: number): boolean {
  const latest = credentialVersionOf(userId);
  if (version > latest) known().versions.set(userId, version);
  return version >= latest;
}

/** An authentic session or access token. */
export interface Credential {
  userId: string;
  /** Id of the sign-in. */
  credentialId: string;
  version: number;
}

/** Returns false if the session or access token has been revoked, or ended with all others. */
export function isValid({ userId, credentialId, version }: Credential): boolean {
  const changed = known().signIns.get(credentialId);
  if (changed === undefined) return isCurrent(userId, version);
  return !changed.isRevoked && isCurrent(userId, Math.max(version, changed.version));
}

/** Ends one session or access token on this instance. Others learn it within half a second. */
export const revokeHere = (credentialId: string): void =>
  learn(credentialId, { version: 0, isRevoked: true });

/** Lets one session or access token outlive an end of all others, on this instance. */
export const raiseHere = (credentialId: string, version: number): void =>
  learn(credentialId, { version, isRevoked: false });

/** A revocation is final, and a version only rises. */
function learn(id: string, { version, isRevoked }: Omit<ChangedSignIn, 'learnedAt'>): void {
  const { signIns } = known();
  const before = signIns.get(id);
  signIns.delete(id);
  signIns.set(id, {
    version: Math.max(version, before?.version ?? 0),
    isRevoked: isRevoked || before?.isRevoked === true,
    learnedAt: performance.now(),
  });
}

/** Forgets the sign-ins whose credentials have expired since. */
function forgetOld({ signIns }: Known): void {
  const oldest = performance.now() - signInSeconds * 1000;
  for (const [id, { learnedAt }] of signIns) {
    if (learnedAt > oldest) return;
    signIns.delete(id);
  }
}

/** Reads the versions unless they are at most 0.5 s old, for a process without the job. */
export async function readVersionsIfOld(db: Db): Promise<void> {
  const { readAt } = known();
  if (readAt === undefined || performance.now() - readAt > readEveryMs) await readVersions(db);
}

interface Changed {
  userId: string;
  signInId: string | null;
  version: number;
  isRevoked: boolean;
}

/**
 * Reads the versions and sign-ins that changed lately, so that polls need no database. Each instance
 * reads before it serves, and then twice a second.
 */
export async function readVersions(db: Db): Promise<void> {
  const state = known();
  const startedAt = performance.now();
  const isRecent = state.readAt !== undefined && startedAt - state.readAt < fullReadMsMin;
  const seconds = isRecent ? overlapSeconds : null;
  const changed = await rows<Changed>(db, changedSql, seconds, signInSeconds);
  for (const { signInId, version, isRevoked } of changed)
    if (signInId !== null) learn(signInId, { version, isRevoked });
  for (const { userId, signInId, version } of changed)
    if (signInId === null) isCurrent(userId, version);
  forgetOld(state);
  state.readAt = startedAt;
}
