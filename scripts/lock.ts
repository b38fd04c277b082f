import { DatabaseSync } from 'node:sqlite';

/**
 * Locks `file` until `release` or the end of this process. Returns null if another process has the
 * lock. The operating system holds the lock, so a killed process leaves no stale lock. SQLite makes
 * the lock portable.
 */
export function tryLock(file: string): { release(): void } | null {
  const holder = new DatabaseSync(file, { timeout: 0 });
  try {
    holder.exec('BEGIN EXCLUSIVE');
    return { release: () => holder.close() };
  } catch (error) {
    holder.close();
    if (error instanceof Error && error.message.includes('locked')) return null;
    throw error;
  }
}
