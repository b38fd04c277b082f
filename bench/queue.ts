// Runs the queue benchmarks. Compares figures with baselines from the same run.
import type { TestStores } from '#tests/support/stores.ts';
import { commandRows } from './queue/commands.ts';
import { httpJoinRows } from './queue/http-joins.ts';
import { joinRows } from './queue/joins.ts';
import { memoryRows } from './queue/memory.ts';
import { pollRows } from './queue/polls.ts';
import { recoveryRows } from './queue/recovery.ts';
import { full, quick } from './queue/sizes.ts';
import { tickRows } from './queue/ticks.ts';
import { failIfAny, measureParts } from './parts.ts';
import { publish } from './table.ts';

const longQueues =
  'Long queues are filled by the queue’s own `enqueue` (`server/queue/redis/lua/include/presence.lua`), a thousand users per command, with numbers reserved in PostgreSQL as usual. Absent users wait and have not been seen, as after the grace time.';

const parts = { pollRows, commandRows, memoryRows, joinRows, httpJoinRows, tickRows, recoveryRows };

export async function benchQueue(
  stores: TestStores,
  { isQuick }: { isQuick: boolean },
): Promise<void> {
  const sizes = isQuick ? quick : full;
  const { rows, failures } = await measureParts(parts, (measure) => measure(stores, sizes));
  const how = `Costs, joins and ticks are medians of ${String(sizes.rounds)} or more rounds that alternate with those of their baseline. Counts, memory and the recovery are measured once. ${longQueues}`;
  await publish({ name: 'queue', how, rows }, { write: !isQuick });
  failIfAny(failures);
}
