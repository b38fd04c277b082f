import { setTimeout as pause } from 'node:timers/promises';

export interface Patience {
  everyMs: number;
  msMax: number;
}

/** Asks again and again until the answer is true, at once if it is; false when the patience has run out. */
export async function becomesTrue(
  ask: () => Promise<boolean> | boolean,
  { everyMs, msMax }: Patience,
): Promise<boolean> {
  for (const since = performance.now(); !(await ask());) {
    if (performance.now() - since > msMax) return false;
    await pause(everyMs);
  }
  return true;
}
