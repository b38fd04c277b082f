// Measures an export of a million rows, and purchases during the export.
import { get } from 'node:http';
import type { Db } from '#server/database/db.ts';
import { aPerson } from '#tests/support/factories.ts';
import { fanOf } from '#tests/support/http-client.ts';
import { quantile } from '#tests/simulation/quantile.ts';
import type { TestStores } from '#tests/support/stores.ts';
import { fund, register } from './bench-user.ts';
import { rateText, verdict } from './calls/rows.ts';
import { perSecondOf, type Servers, withServers } from './calls/servers.ts';
import { connectionsOfTarget } from './calls/sizes.ts';
import { buyersOf, Stock } from './calls/stock.ts';
import { residentBytes } from './load.ts';
import { publish, type Row } from './table.ts';

const full = { entries: 1_000_000, seconds: 3, aloneRounds: 3, buyers: 20_000, preparedMin: 3_000 };
const quick = { entries: 20_000, seconds: 1, aloneRounds: 1, buyers: 2_000, preparedMin: 200 };
type Sizes = typeof full;

const memoryMbMax = 200;
const rateTarget = { aim: 0.9 };
const sampleMs = 50;

/**
 * Inserts ledger entries in bulk, half of them of wallets. Skips the triggers, because the entries do
 * not add up to the wallets' balances; so the audit does not run after this benchmark.
 */
export async function fillLedger(db: Db, entries: number): Promise<void> {
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
  lines: number;
  bytes: number;
  seconds: number;
}

/** Downloads the ledger, and counts its lines. */
function downloadLedger(url: string, authorization: string): Promise<Download> {
  const since = performance.now();
  const { promise, resolve, reject } = Promise.withResolvers<Download>();
  get(`${url}/api/admin/export/ledger.csv`, { headers: { authorization } }, (response) => {
    if (response.statusCode !== 200) reject(new Error(`status ${String(response.statusCode)}`));
    let [lines, bytes] = [0, 0];
    response.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) lines += 1;
    });
    response.on('error', reject);
    response.on('end', () =>
      resolve({ lines, bytes, seconds: (performance.now() - since) / 1_000 }),
    );
  }).on('error', reject);
  return promise;
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

async function measure(servers: Servers, stores: TestStores, sizes: Sizes): Promise<Row[]> {
  const { url, pid } = servers;
  const owner = `Bearer ${fanOf(await aPerson(stores.db, 'OWNER')).accessToken}`;

  const stock = new Stock(servers, 'holdAndPay', buyersOf(stores, sizes.buyers), sizes.preparedMin);
  const buy = async () => perSecondOf(await stock.run(connectionsOfTarget, sizes.seconds));
  const rounds = async (count: number) => {
    const rates: number[] = [];
    for (let round = 0; round < count; round++) rates.push(await buy());
    return rates;
  };
  await buy(); // warms up
  const [alonePeak, before] = await peakDuring(pid, () => rounds(sizes.aloneRounds));
  const beside: number[] = [];
  const [peak, download] = await peakDuring(pid, async () => {
    let download: Download | null = null;
    const all = downloadLedger(url, owner).then((done) => (download = done));
    for (const isOver = () => download !== null; !isOver();) {
      await stock.prepare();
      const rate = await buy();
      if (!isOver() || beside.length === 0) beside.push(rate);
    }
    return all;
  });
  const after = await rounds(sizes.aloneRounds);
  const [alone, during] = [quantile([...before, ...after], 0.5), quantile(beside, 0.5)];
  const ratio = during / alone;
  const lines = download.lines - 1; // without the header
  return [
    {
      what: `hold and pay during the export, ${String(connectionsOfTarget)} connections`,
      figure: rateText(during),
      baseline: `no export: ${rateText(alone)}`,
      ratio,
      ...verdict(ratio, rateTarget),
    },
    {
      what: `memory of the instance that an export of ${lines.toLocaleString('en')} rows adds`,
      figure: `${Math.max(0, peak - alonePeak).toFixed(0)} MB (peak ${peak.toFixed(0)} MB)`,
      baseline: `purchases alone: peak ${alonePeak.toFixed(0)} MB`,
      target: `≤ ${String(memoryMbMax)} MB`,
      met: peak - alonePeak <= memoryMbMax && lines >= sizes.entries,
    },
    {
      what: 'rows exported per second',
      figure: Math.round(lines / download.seconds).toLocaleString('en'),
    },
    {
      what: 'duration and size of the export',
      figure: `${download.seconds.toFixed(0)} s, ${(download.bytes / 1e6).toFixed(0)} MB`,
    },
  ];
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
  const how = `An owner downloads the whole ledger from the instance that answers the purchases, on a durable PostgreSQL. Rates are medians of rounds of ${String(sizes.seconds)} s: ${String(sizes.aloneRounds)} before the export, all rounds during it, and ${String(sizes.aloneRounds)} after it. Memory is the resident memory, which includes the program itself.`;
  await publish({ name: 'exports', how, rows }, { write: !isQuick });
}
