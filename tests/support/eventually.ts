import { pollUntil } from '#scripts/lib/wait.ts';

/** Waits until something has come about; fails with its name if it does not. */
export async function eventually(
  what: string,
  ask: () => Promise<boolean> | boolean,
  msMax = 30_000,
): Promise<void> {
  if (!(await pollUntil(ask, { everyMs: 20, msMax })))
    throw new Error(`it did not come about that ${what}`);
}
