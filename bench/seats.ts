// Benchmarks seats and money against the same statements in a bare loop.
import type { TestStores } from '#tests/support/stores.ts';
import { fund, register } from './bench-user.ts';
import { Bare } from './seats/bare.ts';
import { chargeRows, payRows } from './seats/money.ts';
import { hotSeatRows, rushRows } from './seats/rush.ts';
import { withPool } from './seats/pool.ts';
import { full, quick, workerCount } from './seats/sizes.ts';
import { failIfAny, measureParts } from './parts.ts';
import { publish } from './table.ts';

const parts = { rushRows, hotSeatRows, chargeRows, payRows };

export function benchSeats(stores: TestStores, { isQuick }: { isQuick: boolean }): Promise<void> {
  return withPool((pool) => measureAll(stores, new Bare(pool), isQuick));
}

async function measureAll(stores: TestStores, bare: Bare, isQuick: boolean): Promise<void> {
  const sizes = isQuick ? quick : full;
  const people = Math.max(sizes.people, sizes.contenders, sizes.charges);
  await register(stores.db, 1, people);
  await fund(stores.db);
  const { rows, failures } = await measureParts(parts, (measure) => measure(stores, bare, sizes));
  const how = `The baseline sends the same statements in the same order (the rooms’ own \`.sql\` files) through plain \`pg\`, with prepared statements over ${String(workerCount)} connections, the same isolation level and the same retries. Unlike the rooms, it does not update the queue in Redis after a hold or payment. Medians of ${String(sizes.rounds)} alternating rounds; the audit reports nothing after each part.`;
  await publish({ name: 'seats', how, rows }, { write: !isQuick });
  failIfAny(failures);
}
