import { DatabaseSync } from 'node:sqlite';

/**
 * Locks `file` until `release` or the end of this process. Returns null if another process has the
 * lock. A killed process leaves no stale lock, because the operating system releases the lock.
 * SQLite's locks work on every operating system.
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
