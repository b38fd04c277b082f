import { watch } from 'node:fs';
import path from 'node:path';
import type { ManagedProcess } from './lib/processes.ts';
import { errorLine } from './lib/progress.ts';

const server = path.join(import.meta.dirname, '../server');
const settleMs = 200;

const isSource = (file: string | null) =>
  file !== null &&
  /\.(ts|lua|sql)$/.test(file) &&
  !file.endsWith('.test.ts') &&
  !file.startsWith('generated');

/**
 * Restarts the instance after each change of a server source, because Next reloads only the pages.
 * If the instance fails to start or ends early, the next change starts a new instance.
 */
export function restartOnChange(
  instance: ManagedProcess,
  start: () => Promise<ManagedProcess>,
): void {
  let latest: ManagedProcess | null = instance;
  let pending = Promise.resolve();
  let settling: NodeJS.Timeout | undefined;
  const restart = async (): Promise<void> => {
    console.log('A source of the server has changed: starting again …');
    await latest?.stop();
    latest = null;
    latest = await start();
  };
  const queueRestart = () => {
    pending = pending.then(restart).catch((error: unknown) => console.error(errorLine(error)));
  };
  watch(server, { recursive: true }, (_, file) => {
    if (!isSource(file)) return;
    clearTimeout(settling);
    settling = setTimeout(queueRestart, settleMs);
  });
}
