import { pollUntil } from '#scripts/lib/wait.ts';

/** Waits until `ask` returns true, and fails with the name of the condition after `msMax`. */
export async function eventually(
  what: string,
  ask: () => Promise<boolean> | boolean,
  msMax = 30_000,
): Promise<void> {
  if (!(await pollUntil(ask, { everyMs: 20, msMax })))
    throw new Error(`timed out waiting until ${what}`);
}
