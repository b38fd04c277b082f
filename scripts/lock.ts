import { DatabaseSync } from 'node:sqlite';

/**
 * Takes what `file` stands for, until `release` or the end of this process, however it comes; null if another process has it.
 * A lock of the operating system's (SQLite's, which every system has), so that there is no stale one to clear away.
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
