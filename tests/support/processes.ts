import { readdirSync, readFileSync } from 'node:fs';

/** Returns the pid of the child of `parent` that runs `program`. Works only on Linux. */
export function childOf(parent: number, program: string): number {
  const found = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .find((pid) => parentOf(pid) === parent && read(`/proc/${pid}/cmdline`).includes(program));
  if (found === undefined) throw new Error(`process ${String(parent)} runs no ${program}`);
  return Number(found);
}

/** Returns the ids of a process's threads; on Linux, each thread has its own priority. */
export const threadsOf = (pid: number): number[] =>
  readdirSync(`/proc/${String(pid)}/task`).map(Number);

const parentOf = (pid: string): number =>
  Number(/^PPid:\s+(\d+)$/m.exec(read(`/proc/${pid}/status`))?.[1]);

/** Returns '' if the process has ended. */
function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (
      error instanceof Error &&
      'code' in error &&
      (error.code === 'ENOENT' || error.code === 'ESRCH')
    )
      return '';
    throw error;
  }
}
