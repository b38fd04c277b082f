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
 * Ends `instance` and starts the next one whenever one of its sources has changed; Next reloads the pages by itself. One that
 * does not start, or ends by itself, waits for the next change.
 */
export function restartOnChange(
  instance: ManagedProcess,
  start: () => Promise<ManagedProcess>,
): void {
  let latest: ManagedProcess | null = instance;
  let turn = Promise.resolve();
  let settling: NodeJS.Timeout | undefined;
  const again = async (): Promise<void> => {
    console.log('A source of the server has changed: starting again …');
    await latest?.stop();
    latest = null;
    latest = await start();
  };
  const takeTurn = () => {
    turn = turn.then(again).catch((error: unknown) => console.error(errorLine(error)));
  };
  watch(server, { recursive: true }, (_, file) => {
    if (!isSource(file)) return;
    clearTimeout(settling);
    settling = setTimeout(takeTurn, settleMs);
  });
}
