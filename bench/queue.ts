// Runs the benchmarks of the queue, and compares figures with baselines from the same run.
import type { TestStores } from '#tests/support/stores.ts';
import { commandRows } from './queue/commands.ts';
import { httpJoinRows } from './queue/http-joins.ts';
import { joinRows } from './queue/joins.ts';
import { memoryRows } from './queue/memory.ts';
import { pollRows } from './queue/polls.ts';
import { recoveryRows } from './queue/recovery.ts';
import { full, quick } from './queue/sizes.ts';
import { tickRows } from './queue/ticks.ts';
import { publish, type Row } from './table.ts';

const longQueues =
  'Long queues are filled by the queue’s own `enqueue` (`server/queue/redis/lua/include/presence.lua`), a thousand users per command, with numbers reserved in PostgreSQL as usual. Absent users wait and have not been seen, as after the grace time.';

const parts = { pollRows, commandRows, memoryRows, joinRows, httpJoinRows, tickRows, recoveryRows };

export async function benchQueue(
  stores: TestStores,
  { isQuick }: { isQuick: boolean },
): Promise<void> {
  const sizes = isQuick ? quick : full;
  const rows: Row[] = [];
  const failures: unknown[] = [];
  for (const [name, measure] of Object.entries(parts)) {
    const since = performance.now();
    const found = await measure(stores, sizes).catch((error: unknown): Row[] => {
      failures.push(error); // a failed part does not stop the others
      return [{ what: name, figure: 'could not be measured', target: 'measured', met: false }];
    });
    for (const { what, figure, baseline = '' } of found)
      console.log(`${what}: ${figure}   ${baseline}`);
    console.log(`  (${((performance.now() - since) / 1_000).toFixed(0)} s)`);
    rows.push(...found);
  }
  const how = `Costs, joins and ticks are medians of ${String(sizes.rounds)} or more rounds that alternate with those of their baseline. Counts, memory and the recovery are measured once. ${longQueues}`;
  await publish({ name: 'queue', how, rows }, { write: !isQuick });
  if (failures.length > 0) throw new AggregateError(failures, failures.map(String).join('; '));
}
