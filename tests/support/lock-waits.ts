import { pollUntil } from '#scripts/lib/wait.ts';
import { rows, type Tx } from '#server/database/transaction.ts';

const blocked =
  'SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid))) AS yes';

/** Whether within some seconds somebody waits for what this transaction has locked. */
export function lockIsWaitedFor(tx: Tx): Promise<boolean> {
  return pollUntil(async () => (await rows<{ yes: boolean }>(tx, blocked))[0]?.yes === true, {
    everyMs: 20,
    msMax: 4_000,
  });
}
