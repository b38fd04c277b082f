// Benchmarks seats and money against the same statements in a bare loop.
import type { TestStores } from '#tests/support/stores.ts';
import { register } from './bench-user.ts';
import { Bare } from './seats/bare.ts';
import { chargeRows, payRows } from './seats/money.ts';
import { hotSeatRows, rushRows } from './seats/rush.ts';
import { withPool } from './seats/pool.ts';
import { full, quick, workerCount } from './seats/sizes.ts';
import { failIfAny, measureParts } from './parts.ts';
import { publish } from './table.ts';

const fundKrw = 20_000_000;
const parts = { rushRows, hotSeatRows, chargeRows, payRows };

/** Funds every wallet through ledger entries, so that the audit accepts the balances. */
async function fund({ db }: TestStores): Promise<void> {
  await db.$executeRawUnsafe(
    `WITH everyone AS MATERIALIZED (
       SELECT id AS account, user_id, nextval(pg_get_serial_sequence('ledger_transactions', 'id'))::int AS charge
       FROM accounts WHERE user_id IS NOT NULL
     ), charged AS (UPDATE accounts SET balance_krw = $1::bigint FROM everyone WHERE id = account
     ), charges AS (INSERT INTO ledger_transactions (id, kind) SELECT charge, 'CHARGE' FROM everyone
     ), entries AS (
       INSERT INTO ledger_entries (transaction_id, account_id, amount_krw, balance_after_krw)
       SELECT charge, account, $1::bigint, $1::bigint FROM everyone
       UNION ALL SELECT charge, id, -$1::bigint, NULL FROM everyone, accounts WHERE kind = 'FUNDING')
     INSERT INTO idempotency_keys (user_id, operation, key, request_hash, reply)
     SELECT user_id, 'CHARGE', 'before-all', repeat('0', 64), jsonb_build_object('balance', $1::bigint) FROM everyone`,
    fundKrw,
  );
}

export function benchSeats(stores: TestStores, { isQuick }: { isQuick: boolean }): Promise<void> {
  return withPool((pool) => measureAll(stores, new Bare(pool), isQuick));
}

async function measureAll(stores: TestStores, bare: Bare, isQuick: boolean): Promise<void> {
  const sizes = isQuick ? quick : full;
  const people = Math.max(sizes.people, sizes.contenders, sizes.charges);
  await register(stores.db, 1, people);
  await fund(stores);
  const { rows, failures } = await measureParts(parts, (measure) => measure(stores, bare, sizes));
  const how = `The baseline sends the same statements in the same order (the rooms’ own \`.sql\` files) through plain \`pg\`, with prepared statements over ${String(workerCount)} connections, the same isolation level and the same retries. Unlike the rooms, it does not update the queue in Redis after a hold or payment. Medians of ${String(sizes.rounds)} alternating rounds; the audit reports nothing after each part.`;
  await publish({ name: 'seats', how, rows }, { write: !isQuick });
  failIfAny(failures);
}
