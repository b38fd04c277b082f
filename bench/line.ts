import { closeSnapshots } from '#server/queue/snapshot/queue-snapshot.ts';
import { inEpoch } from '#server/queue/recovery/epoch.ts';
import { reserveNumbers } from '#server/queue/recovery/number-blocks.ts';
import { keysOf, run } from '#server/queue/redis/commands.ts';
import { loadScript, runScript } from '#server/redis/script.ts';
import { aShow } from '#tests/support/factories.ts';
import type { TestStores } from '#tests/support/stores.ts';
import { personAt } from './person.ts';

const peoplePerCall = 1_000;
const callsAtOnce = 8;

const takeIn = loadScript(import.meta.url, './lua/enqueue.lua');

export interface BenchQueue {
  concertId: number;
  epoch: number;
}

type Rules = Parameters<typeof aShow>[1];

// Nobody lapses and nobody is stepped over while something is measured.
const still = { capacity: 1, graceSeconds: 3_600, claimSeconds: 3_600, sessionSeconds: 7_200 };

/** A concert whose line is open, with numbers for so many people. */
export async function aQueue(
  stores: TestStores,
  numbers: number,
  rules: Rules = {},
): Promise<BenchQueue> {
  const { concertId } = await aShow(stores.db, { ...still, ...rules });
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

/** Has the people from `from` to `to` wait in line, each with the number that they have in the crowd. */
export async function fill(
  { redis }: TestStores,
  { concertId, epoch }: BenchQueue,
  { from, to, present = true }: { from: number; to: number; present?: boolean },
): Promise<void> {
  const starts = Array.from(
    { length: Math.ceil((to - from + 1) / peoplePerCall) },
    (_, at) => from + at * peoplePerCall,
  );
  const left = starts.values(); // shared by all lanes
  const lane = async (): Promise<void> => {
    for (const start of left) {
      const people = Array.from({ length: Math.min(peoplePerCall, to - start + 1) }, (_, at) =>
        personAt(start + at),
      );
      const presence = present ? 'present' : 'absent';
      const answer = await runScript(redis, takeIn, keysOf(concertId), [
        epoch,
        presence,
        start,
        ...people,
      ]);
      if (answer !== 'DONE') throw new Error(`the line could not be filled: ${String(answer)}`);
    }
  };
  await Promise.all(Array.from({ length: callsAtOnce }, lane));
}

/** Leaves nothing of a line in Redis: no later measurement carries its weight. */
export async function clear({ redis }: TestStores, { concertId }: BenchQueue): Promise<void> {
  closeSnapshots(); // or one would be read once more, and the line begun anew
  await redis.del(...keysOf(concertId));
}
