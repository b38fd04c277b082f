import { concertExists } from '../catalog/catalog.ts';
import type { Db } from '../database/db.ts';
import { loadSql } from '../database/load-sql.ts';
import { limitedRead } from '../database/shared-read.ts';
import { rows } from '../database/transaction.ts';
import { openQueues, type Stores } from '../queue/queue.ts';
import type { HistoryInput, HistoryPoint } from './history.schema.ts';
import { pointsOf, type Sample } from './points.ts';

const recordSql = loadSql(import.meta.url, './sql/record-minute.sql');
const forgetSql = loadSql(import.meta.url, './sql/forget-minutes.sql');
const minutesSql = loadSql(import.meta.url, './sql/minutes.sql');
const hoursSql = loadSql(import.meta.url, './sql/hours.sql');

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
/** Above this number of minutes, the history is by hour. */
const minutesMax = 1_440;

interface Recorded {
  /** Number of concerts of which this call wrote the minute. */
  written: number;
  endsHour: boolean;
  nextMs: number;
}

/**
 * Records the minute that ended last, once per concert over all instances. Deletes the minutes of
 * more than 90 days ago after the last minute of an hour. `now` is null for the database's clock.
 */
export async function recordMinute(stores: Stores, now: Date | null = null): Promise<Recorded> {
  const queues = await openQueues(stores);
  const [recorded = { written: 0, endsHour: false, nextMs: minuteMs }] = await rows<Recorded>(
    stores.db,
    recordSql,
    now,
    queues.map(({ concertId }) => concertId),
    queues.map(({ epoch }) => epoch),
    queues.map(({ waiting }) => waiting),
    queues.map(({ active }) => active),
    queues.map(({ issued }) => issued),
  );
  if (recorded.endsHour) await stores.db.$executeRawUnsafe(forgetSql, now);
  return recorded;
}

/**
 * Creates the job that records each minute once it has ended by the database's clock. The job must
 * be called about every second; `clock` (ms) must be monotonic.
 */
export function historyJob(
  stores: Stores,
  clock: () => number = () => performance.now(),
): () => Promise<void> {
  let nextAt = -Infinity;
  return async () => {
    if (clock() < nextAt) return;
    const { nextMs } = await recordMinute(stores);
    nextAt = clock() + nextMs;
  };
}

/**
 * Returns a point per minute of the period, or per hour if the period has more than 1,440 minutes,
 * from the first recorded one to the last. Refusal: NOT_FOUND.
 */
export async function history(
  db: Db,
  { concertId, from, to }: HistoryInput,
): Promise<HistoryPoint[]> {
  await concertExists(db, concertId, { withHidden: true });
  const [first, last] = [Date.parse(from), Date.parse(to)];
  const minutes = Math.floor(last / minuteMs) - Math.ceil(first / minuteMs) + 1;
  const byHour = minutes > minutesMax;
  const samples = await limitedRead(() =>
    rows<Sample>(db, byHour ? hoursSql : minutesSql, concertId, new Date(first), new Date(last)),
  );
  return byHour
    ? pointsOf(samples, Math.floor(first / hourMs) * hourMs, hourMs)
    : pointsOf(samples, first, minuteMs);
}
