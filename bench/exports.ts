// Measures an export of a million rows from an idle instance, and purchases during an export.
import { get } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import type { Db } from '#server/database/db.ts';
import { aPerson } from '#tests/support/factories.ts';
import { fanOf } from '#tests/support/http-client.ts';
import type { TestStores } from '#tests/support/stores.ts';
import { fund, register } from './bench-user.ts';
import { rateText, verdict } from './calls/rows.ts';
import { alternate, type Servers, withServers } from './calls/servers.ts';
import { connectionsOfTarget } from './calls/sizes.ts';
import { buyersOf, Stock } from './calls/stock.ts';
import { residentBytes } from './load.ts';
import { publish, type Row } from './table.ts';

const full = { entries: 1_000_000, seconds: 2, rounds: 5, buyers: 20_000, preparedMin: 1_500 };
const quick = { entries: 20_000, seconds: 1, rounds: 1, buyers: 2_000, preparedMin: 200 };
type Sizes = typeof full;

const memoryMbMax = 200;
const rateTarget = { aim: 0.9 };
const sampleMs = 50;
const idleMs = 5_000;

/**
 * Inserts ledger entries in bulk, half of them of wallets. Skips the triggers, because the entries do
 * not add up to the wallets' balances; so the audit does not run after this benchmark.
 */
async function fillLedger(db: Db, entries: number): Promise<void> {
  const chunk = 20_000; // a larger INSERT could exceed the statement timeout
  for (let done = 0; done < entries / 2; done += chunk)
    await db.$transaction([
      db.$executeRaw`SET LOCAL session_replication_role = replica`,
      db.$executeRaw`WITH made AS (
          INSERT INTO ledger_transactions (kind)
          SELECT 'CHARGE' FROM generate_series(1, ${Math.min(chunk, entries / 2 - done)}::int)
          RETURNING id
        ), wallets AS (
          SELECT min(id) AS first, count(*) AS count FROM accounts WHERE user_id IS NOT NULL
        )
        INSERT INTO ledger_entries (transaction_id, account_id, amount_krw, balance_after_krw)
        SELECT id, first + id % count, 1000, 1000 FROM made, wallets
        UNION ALL
        SELECT made.id, accounts.id, -1000, NULL FROM made, accounts WHERE kind = 'FUNDING'`,
    ]);
  await db.$executeRaw`ANALYZE`;
}

interface Download {
  /** Resolves with the number of lines and bytes once the download is over. */
  over: Promise<{ lines: number; bytes: number }>;
  abandon: () => void;
}

/** Begins to download the ledger, and counts its lines. */
function downloadLedger(url: string, authorization: string): Download {
  const { promise, resolve, reject } = Promise.withResolvers<{ lines: number; bytes: number }>();
  const request = get(`${url}/api/admin/export/ledger.csv`, { headers: { authorization } });
  request.on('error', reject);
  request.on('response', (response) => {
    if (response.statusCode !== 200) reject(new Error(`status ${String(response.statusCode)}`));
    let [lines, bytes] = [0, 0];
    response.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) lines += 1;
    });
    response.on('error', reject);
    response.on('end', () => resolve({ lines, bytes }));
  });
  const abandon = (): void => {
    promise.catch(() => undefined);
    request.destroy();
  };
  return { over: promise, abandon };
}

/** Returns the highest resident memory of a process during `work`, in MB. */
async function peakDuring<T>(pid: number, work: () => Promise<T>): Promise<[number, T]> {
  let peak = residentBytes(pid);
  const timer = setInterval(() => (peak = Math.max(peak, residentBytes(pid))), sampleMs);
  try {
    const result = await work();
    return [peak / 1024 / 1024, result];
  } finally {
    clearInterval(timer);
  }
}

/**
 * Returns the rows of one whole export. The instance must have served nothing before, because a
 * process keeps the memory of its earlier work, which would hide what an export needs.
 */
async function wholeExport({ url, pid }: Servers, owner: string, sizes: Sizes): Promise<Row[]> {
  await pause(idleMs);
  const idle = residentBytes(pid) / 1024 / 1024;
  const since = performance.now();
  const [peak, { lines, bytes }] = await peakDuring(pid, () => downloadLedger(url, owner).over);
  const seconds = (performance.now() - since) / 1_000;
  const [rows, added] = [lines - 1, peak - idle]; // the header is no row
  return [
    {
      what: `memory that a whole export of ${rows.toLocaleString('en')} rows adds to an idle instance`,
      figure: `${added.toFixed(0)} MB (peak ${peak.toFixed(0)} MB)`,
      baseline: `idle, before any export: ${idle.toFixed(0)} MB`,
      target: `≤ ${String(memoryMbMax)} MB`,
      met: added <= memoryMbMax && rows >= sizes.entries,
    },
    {
      what: 'rows per second of the whole export',
      figure: Math.round(rows / seconds).toLocaleString('en'),
      baseline: `${seconds.toFixed(0)} s for ${(bytes / 1e6).toFixed(0)} MB`,
    },
  ];
}

/** Returns the rows of the purchases with and without an export, in alternating rounds. */
async function purchasesBeside(
  servers: Servers,
  owner: string,
  stores: TestStores,
  sizes: Sizes,
): Promise<Row[]> {
  const stock = new Stock(servers, 'holdAndPay', buyersOf(stores, sizes.buyers), sizes.preparedMin);
  const buy = () => stock.run(connectionsOfTarget, sizes.seconds);
  const { alone, beside } = await alternate(
    {
      alone: buy,
      beside: async () => {
        await stock.prepare(); // the preparation must not be in the time of the export
        const { abandon } = downloadLedger(servers.url, owner);
        return buy().finally(abandon);
      },
    },
    sizes.rounds,
  );
  const ratio = beside.perSecond / alone.perSecond;
  return [
    {
      what: `hold and pay during an export, ${String(connectionsOfTarget)} connections`,
      figure: rateText(beside.perSecond),
      baseline: `no export: ${rateText(alone.perSecond)}`,
      ratio,
      ...verdict(ratio, rateTarget),
    },
    {
      what: 'the same: p99 latency',
      figure: `${beside.p99Ms.toFixed(0)} ms`,
      baseline: `no export: ${alone.p99Ms.toFixed(0)} ms`,
      ratio: beside.p99Ms / alone.p99Ms,
    },
  ];
}

async function measure(servers: Servers, stores: TestStores, sizes: Sizes): Promise<Row[]> {
  const owner = `Bearer ${fanOf(await aPerson(stores.db, 'OWNER')).accessToken}`;
  const whole = await wholeExport(servers, owner, sizes);
  return [...whole, ...(await purchasesBeside(servers, owner, stores, sizes))];
}

export async function benchExports(
  stores: TestStores,
  { isQuick }: { isQuick: boolean },
): Promise<void> {
  const sizes = isQuick ? quick : full;
  await register(stores.db, 1, sizes.buyers);
  await fund(stores.db);
  await fillLedger(stores.db, sizes.entries);
  const rows = await withServers('update', (servers) => measure(servers, stores, sizes));
  const how = `An owner downloads the whole ledger from an instance that has been idle since its start; memory is the resident memory of its process. The same instance then answers purchases, on a durable PostgreSQL. Rates are medians of ${String(sizes.rounds)} rounds of ${String(sizes.seconds)} s, with and without an export in turn.`;
  await publish({ name: 'exports', how, rows }, { write: !isQuick });
}
