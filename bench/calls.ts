// Benchmarks each HTTP call against a bare server in the same run.
import type { TestStores } from '#tests/support/stores.ts';
import { fund, register } from './bench-user.ts';
import { besideRows, purchaseRows } from './calls/purchases.ts';
import { contenderRows, rushRows } from './calls/rush.ts';
import { joinRows, pollRows, seatRows } from './calls/single-calls.ts';
import { connectionsOfTarget, full, quick } from './calls/sizes.ts';
import { failIfAny, measureParts } from './parts.ts';
import { publish } from './table.ts';

const parts = { joinRows, pollRows, seatRows, purchaseRows, rushRows, contenderRows, besideRows };

export async function benchCalls(
  stores: TestStores,
  { isQuick }: { isQuick: boolean },
): Promise<void> {
  const sizes = isQuick ? quick : full;
  await register(stores.db, 1, sizes.buyers);
  await fund(stores.db);
  await register(stores.db, sizes.buyers + 1, sizes.joiners + 1);
  const { rows, failures } = await measureParts(parts, (measure) => measure(stores, sizes));
  const how = [
    'One instance, one baseline server and one load program run as separate processes, on a durable PostgreSQL.',
    'Connections are keep-alive, and requests have tRPC’s wire format. Consecutive requests come from different users with prepared tokens.',
    'The baselines receive the same requests, and check no tokens. They run one Redis script (join, poll), run one prepared UPDATE over 10 connections to PostgreSQL (hold, charge, pay), or send 50 seats that were serialized once.',
    'A flow of hold and pay counts once. Rollbacks include those of background work.',
    `Figures are medians of alternating rounds (${String(sizes.rounds)} of ${String(sizes.seconds)} s for each call); the rush is measured once. Targets hold at ${String(connectionsOfTarget)} connections.`,
    'The audit reports nothing after the purchases.',
  ].join(' ');
  await publish({ name: 'calls', how, rows }, { write: !isQuick });
  failIfAny(failures);
}
