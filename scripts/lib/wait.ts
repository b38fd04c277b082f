import { setTimeout as pause } from 'node:timers/promises';

export interface PollOptions {
  everyMs: number;
  msMax: number;
}

/**
 * Polls every `everyMs`, at first without delay. Returns false if `ask` stays false for `msMax`.
 */
export async function pollUntil(
  ask: () => Promise<boolean> | boolean,
  { everyMs, msMax }: PollOptions,
): Promise<boolean> {
  for (const since = performance.now(); !(await ask());) {
    if (performance.now() - since > msMax) return false;
    await pause(everyMs);
  }
  return true;
}
