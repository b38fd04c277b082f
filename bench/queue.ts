// The line, one figure after the other, each against a baseline of the same run.
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

const longLines =
  'Long lines are filled by the line’s own `enqueue` (`server/queue/redis/lua/include/presence.lua`), a thousand people to a command, each with a number that has been reserved in PostgreSQL as always; whoever is to be absent waits and has been seen by nobody, as after the grace time.';

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
      failures.push(error); // the others are measured all the same
      return [
        { what: name, figure: 'could not be measured', target: 'to be measured', met: false },
      ];
    });
    for (const { what, figure, baseline = '' } of found)
      console.log(`${what}: ${figure}   ${baseline}`);
    console.log(`  (${((performance.now() - since) / 1_000).toFixed(0)} s)`);
    rows.push(...found);
  }
  const how = `Costs, joins and beats are medians of ${String(sizes.rounds)} or more rounds that alternate with those of their baseline; what is counted, memory and the recovery are measured once. ${longLines}`;
  await publish({ name: 'queue', how, rows }, { write: !isQuick });
  if (failures.length > 0) throw new AggregateError(failures, failures.map(String).join('; '));
}
