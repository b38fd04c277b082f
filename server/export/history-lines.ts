import type { Db } from '../database/db.ts';
import { loadSql } from '../database/load-sql.ts';
import { rows } from '../database/transaction.ts';
import { history } from '../history/history.ts';
import type { HistoryPoint } from '../history/history.schema.ts';
import type { ExportQuery } from './export.schema.ts';

const spansSql = loadSql(import.meta.url, './sql/history-spans.sql');

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
/** The history has a point per minute of a period of a day, and a point per hour of a longer one. */
const minutesWindow = { stepMs: minuteMs, lengthMs: 24 * hourMs };
const hoursWindow = { stepMs: hourMs, lengthMs: 60 * 24 * hourMs };

interface Span {
  concertId: number;
  title: string;
  firstHour: Date | null;
  lastHour: Date | null;
  firstMinute: Date | null;
  lastMinute: Date | null;
}

interface Window {
  /** First and last instant (ms). */
  from: number;
  to: number;
  stepMs: number;
}

/**
 * Writes the history of concerts as pages of CSV lines: a line per minute of the last 90 days, and a
 * line per hour before them. Omits long times without a record. `concerts` is null for all.
 */
export async function* historyLines(
  db: Db,
  concerts: readonly number[] | null,
  { from, to }: ExportQuery,
): AsyncGenerator<string, void> {
  const first = from === undefined ? -Infinity : Date.parse(from);
  const last = to === undefined ? Infinity : Date.parse(to);
  for (const span of await rows<Span>(db, spansSql, concerts && [...concerts]))
    for (const window of windowsOf(span)) {
      if (window.to < first || window.from > last) continue;
      const points = await history(db, {
        concertId: span.concertId,
        from: new Date(window.from).toISOString(),
        to: new Date(window.to).toISOString(),
      });
      const kept = points.filter(({ at }) => Date.parse(at) >= first && Date.parse(at) <= last);
      yield kept.map((point) => lineOf(span, window.stepMs, point)).join('\r\n');
    }
}

/** Divides a concert's history: windows of hours up to the first minute, then windows of minutes. */
function* windowsOf({ firstHour, lastHour, firstMinute, lastMinute }: Span): Generator<Window> {
  const [hour, end] = [firstHour?.getTime() ?? Infinity, (lastHour?.getTime() ?? 0) + hourMs];
  const boundary = Math.floor((firstMinute?.getTime() ?? end) / hourMs) * hourMs;
  const { lengthMs } = hoursWindow;
  const windows = Math.max(0, Math.ceil((boundary - hour) / lengthMs));
  for (let from = boundary - windows * lengthMs; from < boundary; from += lengthMs)
    yield { from, to: from + lengthMs - hourMs, stepMs: hoursWindow.stepMs };
  if (lastMinute === null) return;
  for (let from = boundary; from <= lastMinute.getTime(); from += minutesWindow.lengthMs)
    yield { from, to: from + minutesWindow.lengthMs - minuteMs, stepMs: minutesWindow.stepMs };
}

/** The line's columns are in server/export/columns.ts. All but the title are numbers and an instant. */
function lineOf({ concertId, title }: Span, stepMs: number, point: HistoryPoint): string {
  const { at, waiting, active, capacity, joins, admissions, completions, noShows } = point;
  const { waitP50, waitP90, held, sold, revenue } = point;
  const levels = [waiting, active, capacity, joins, admissions, completions, noShows];
  const sale = [waitP50, waitP90, held, sold, revenue];
  return [concertId, title, at, stepMs / 1_000, ...levels, ...sale].join(',');
}
