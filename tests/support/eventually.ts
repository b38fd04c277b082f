import { pollUntil } from '#scripts/lib/wait.ts';

/**
 * Waits up to `msMax` ms until `ask` returns true. On timeout, throws an error with the description
 * `what`.
 */
export async function eventually(
  what: string,
  ask: () => Promise<boolean> | boolean,
  msMax = 30_000,
): Promise<void> {
  if (!(await pollUntil(ask, { everyMs: 20, msMax })))
    throw new Error(`timed out waiting until ${what}`);
}
