import type { Db } from '../database/db.ts';
import { loadSql } from '../database/load-sql.ts';
import { rows } from '../database/transaction.ts';

const changedSql = loadSql(import.meta.url, './sql/changed-versions.sql');

/** Outlasts every transaction, so that no late commit is missed. A longer outage reads all again. */
const overlapSeconds = 60;
const fullReadMsMin = (overlapSeconds / 2) * 1000;

/** Interval of the job that reads the versions. */
export const readEveryMs = 500;

interface Known {
  /** Version of the credentials of each user who has ever reset the password, about 100 bytes. */
  versions: Map<string, number>;
  /** Start of the latest successful read (ms), by the monotonic clock. */
  readAt: number | undefined;
}

// Keeps the versions on globalThis, because Next's bundles may contain this module more than once.
const shared = globalThis as typeof globalThis & { jariVersions?: Known };
const known = (): Known => (shared.jariVersions ??= { versions: new Map(), readAt: undefined });

/** Returns the version that new credentials of a user carry; 0 before the first reset. */
export const credentialVersionOf = (userId: string): number => known().versions.get(userId) ?? 0;

/**
 * Returns false if a reset has ended the authentic credential. A credential with a later version
 * than this instance knows proves that version.
 */
export function isCurrent(userId: string, version: number): boolean {
  const latest = credentialVersionOf(userId);
  if (version > latest) known().versions.set(userId, version);
  return version >= latest;
}

/** Reads the versions unless they are at most 0.5 s old, for a process without the job. */
export async function readVersionsIfOld(db: Db): Promise<void> {
  const { readAt } = known();
  if (readAt === undefined || performance.now() - readAt > readEveryMs) await readVersions(db);
}

/**
 * Reads the versions that changed lately, so that polls need no database. Each instance
 * reads before it serves, and then twice a second.
 */
export async function readVersions(db: Db): Promise<void> {
  const state = known();
  const startedAt = performance.now();
  const isRecent = state.readAt !== undefined && startedAt - state.readAt < fullReadMsMin;
  const changed = await rows<{ userId: string; version: number }>(
    db,
    changedSql,
    isRecent ? overlapSeconds : null,
  );
  for (const { userId, version } of changed) isCurrent(userId, version);
  state.readAt = startedAt;
}
