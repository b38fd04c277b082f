import { pollUntil } from '#scripts/lib/wait.ts';

/**
 * Waits until `ask` returns true. After `msMax`, throws an error that names the condition `what`.
 */
export async function eventually(
  what: string,
  ask: () => Promise<boolean> | boolean,
  msMax = 30_000,
): Promise<void> {
  if (!(await pollUntil(ask, { everyMs: 20, msMax })))
    throw new Error(`timed out waiting until ${what}`);
}
