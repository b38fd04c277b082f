// Seats and money, each against the same statements in a bare loop.
import type { TestStores } from '#server/testing/stores.ts';
import { timed } from './load.ts';
import { personAt, register } from './person.ts';
import { Bare } from './seats/bare.ts';
import { chargeRows, payRows } from './seats/money.ts';
import { hotSeatRows, rushRows } from './seats/rush.ts';
import { withPool } from './seats/pool.ts';
import { full, quick, workerCount } from './seats/sizes.ts';
import { publish, type Row } from './table.ts';

const fundKrw = 20_000_000;
const parts = { rushRows, hotSeatRows, chargeRows, payRows };

export function benchSeats(stores: TestStores, { isQuick }: { isQuick: boolean }): Promise<void> {
  return withPool((pool) => measureAll(stores, new Bare(pool), isQuick));
}

async function measureAll(stores: TestStores, bare: Bare, isQuick: boolean): Promise<void> {
  const sizes = isQuick ? quick : full;
  const people = Math.max(sizes.people, sizes.contenders, sizes.charges);
  await register(stores.db, 1, people);
  const numbers = Array.from({ length: people }, (_, at) => at + 1);
  await timed(numbers, { atOnce: workerCount, seconds: 600 }, (n) => bare.charge(personAt(n), fundKrw, 'before-all'));
  const rows: Row[] = [];
  const failures: unknown[] = [];
  for (const [name, measure] of Object.entries(parts)) {
    const since = performance.now();
    const found = await measure(stores, bare, sizes).catch((error: unknown): Row[] => {
      failures.push(error); // the others are measured all the same
      return [{ what: name, figure: 'could not be measured', target: 'to be measured', met: false }];
    });
    for (const { what, figure, baseline = '' } of found) console.log(`${what}: ${figure}   ${baseline}`);
    console.log(`  (${((performance.now() - since) / 1_000).toFixed(0)} s)`);
    rows.push(...found);
  }
  const how = `The baseline sends the same statements in the same order (the rooms’ own \`.sql\` files), serializable and tried again alike, by \`pg\` alone with prepared statements over ${String(workerCount)} connections, and leaves the line in Redis alone, to which the rooms tell of each hold and payment. Medians of ${String(sizes.rounds)} rounds that alternate; after each part the audit found nothing.`;
  publish({ name: 'seats', how, rows }, { write: !isQuick });
  if (failures.length > 0) throw new AggregateError(failures, failures.map(String).join('; '));
}
