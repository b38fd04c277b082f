import { closeSnapshots } from '#server/queue/snapshot/queue-snapshot.ts';
import { inEpoch } from '#server/queue/recovery/epoch.ts';
import { reserveNumbers } from '#server/queue/recovery/number-blocks.ts';
import { keysOf, run } from '#server/queue/redis/commands.ts';
import { loadScript, runScript } from '#server/redis/script.ts';
import { aPerformance } from '#tests/support/factories.ts';
import type { TestStores } from '#tests/support/stores.ts';
import { userIdAt } from './bench-user.ts';

const peoplePerCall = 1_000;
const callsAtOnce = 8;

/**
 * Enqueues many users in one command, with the queue's Lua function `enqueue`. Absent users have a
 * number, but the queue does not count them as present.
 */
const enqueueMany = loadScript(import.meta.url, './lua/enqueue.lua');

export interface BenchQueue {
  concertId: number;
  epoch: number;
}

type Rules = Parameters<typeof aPerformance>[1];

// These limits outlast a measurement, so that no place expires and no user becomes absent.
const idleRules = { capacity: 1, graceSeconds: 3_600, claimSeconds: 3_600, sessionSeconds: 7_200 };

/** Creates a concert with an open queue, whose number blocks have at least `numbers` numbers. */
export async function aQueue(
  stores: TestStores,
  numbers: number,
  rules: Rules = {},
): Promise<BenchQueue> {
  const { concertId } = await aPerformance(stores.db, { ...idleRules, ...rules });
  const { epoch } = await inEpoch(stores, concertId, (epoch) =>
    run(stores.redis, 'counts', concertId, epoch),
  );
  for (let [reserved, seen] = [0, 0]; reserved < numbers;) {
    const next = await reserveNumbers(stores.db, concertId, epoch, seen);
    if (next === null) throw new Error('the epoch is over');
    await run(stores.redis, 'reserve', concertId, epoch, next.reserved, next.reservations);
    [reserved, seen] = [next.reserved, next.reservations];
  }
  return { concertId, epoch };
}

/** Enqueues the users `from` to `to`, each with the user number as queue number. */
export async function fill(
  { redis }: TestStores,
  { concertId, epoch }: BenchQueue,
  { from, to, present = true }: { from: number; to: number; present?: boolean },
): Promise<void> {
  const starts = Array.from(
    { length: Math.ceil((to - from + 1) / peoplePerCall) },
    (_, at) => from + at * peoplePerCall,
  );
  const left = starts.values(); // all workers share this iterator
  const worker = async (): Promise<void> => {
    for (const start of left) {
      const people = Array.from({ length: Math.min(peoplePerCall, to - start + 1) }, (_, at) =>
        userIdAt(start + at),
      );
      const presence = present ? 'present' : 'absent';
      const answer = await runScript(redis, enqueueMany, keysOf(concertId), [
        epoch,
        presence,
        start,
        ...people,
      ]);
      if (answer !== 'DONE') throw new Error(`the queue could not be filled: ${String(answer)}`);
    }
  };
  await Promise.all(Array.from({ length: callsAtOnce }, worker));
}

/** Removes a queue from Redis, so that the queue does not affect later measurements. */
export async function clear({ redis }: TestStores, { concertId }: BenchQueue): Promise<void> {
  closeSnapshots(); // a later snapshot read could recreate the queue
  await redis.del(...keysOf(concertId));
}
