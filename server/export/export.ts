import { setTimeout as pause } from 'node:timers/promises';
import { recordAudit } from '../admin/audit-log.ts';
import { concertExists } from '../catalog/catalog.ts';
import type { Db } from '../database/db.ts';
import { loadSql } from '../database/load-sql.ts';
import { rows, serializable } from '../database/transaction.ts';
import { type Grant, requireAtConcert, type Scope, scopeOf } from '../staff/staff.ts';
import { columnsOf } from './columns.ts';
import type { ExportKind, ExportQuery } from './export.schema.ts';
import { historyLines } from './history-lines.ts';

/** Statements of the exports that are read row by row. */
const statements: Record<Exclude<ExportKind, 'history'>, string> = {
  sales: loadSql(import.meta.url, './sql/sales.sql'),
  payments: loadSql(import.meta.url, './sql/payments.sql'),
  ledger: loadSql(import.meta.url, './sql/ledger.sql'),
  audit: loadSql(import.meta.url, './sql/audit.sql'),
  seats: loadSql(import.meta.url, './sql/seats.sql'),
  people: loadSql(import.meta.url, './sql/people.sql'),
};

/** Roles that may export. */
export const exporters = ['AUDITOR'] as const;

/** An export after all checks. `concerts` is null for all concerts. */
export interface Export {
  kind: ExportKind;
  query: ExportQuery;
  concerts: readonly number[] | null;
  managed: Scope;
}

// A page of 500 rows takes some milliseconds of one database connection.
const rowsPerPage = 500;
// After each page an export waits six times as long as the page took, so that it uses at most a
// seventh of one connection and yields more on a busy machine.
const pausePerWork = 6;

/**
 * Limits an export to the concerts of the grants, and names to the concerts that the caller manages.
 * Refusals for a named concert: NOT_FOUND if it is unknown or outside the grants, ADMIN_ONLY if the
 * caller has only other roles there.
 */
export async function planExport(
  db: Db,
  kind: ExportKind,
  query: ExportQuery,
  grants: readonly Grant[],
): Promise<Export> {
  const { concertId } = query;
  const managed = scopeOf(grants, ['MANAGER']) ?? [];
  if (concertId === undefined) {
    const readable = scopeOf(grants, exporters) ?? [];
    return { kind, query, concerts: readable === 'all' ? null : readable, managed };
  }
  await requireAtConcert(grants, exporters, () => concertId);
  await concertExists(db, concertId, { withHidden: true });
  return { kind, query, concerts: [concertId], managed };
}

/** Writes the audit entry of an export, which must precede its first byte. */
export function recordExport(db: Db, actorId: string, { kind, query }: Export): Promise<void> {
  const { concertId = null, ...period } = query;
  return serializable(db, (tx) =>
    recordAudit(tx, {
      actorId,
      action: `export.${kind}`,
      concertId,
      reason: 'exported',
      after: period,
    }),
  );
}

/** Result row of each statement of an export. */
interface Page {
  k1: number | string | null;
  k2: number | null;
  read: number;
  lines: string | null;
}

/**
 * Writes an export as CSV: a byte order mark, the header, then pages in the order of their keys. Reads
 * a page only once its consumer has taken the previous one, and holds no connection in between. Rows
 * that appear during the export may be missing.
 */
export async function* exportLines(db: Db, planned: Export): AsyncGenerator<string, void> {
  yield `${byteOrderMark}${columnsOf[planned.kind].join(',')}\r\n`;
  let since = performance.now();
  for await (const lines of pagesOf(db, planned)) {
    const workMs = performance.now() - since;
    if (lines !== '') yield `${lines}\r\n`;
    await pause(workMs * pausePerWork);
    since = performance.now();
  }
}

/** Returns pages of lines; a page can be empty. */
function pagesOf(db: Db, planned: Export): AsyncGenerator<string, void> {
  const { kind, concerts, query } = planned;
  return kind === 'history'
    ? historyLines(db, concerts, query)
    : rowLines(db, statements[kind], kind === 'people' ? firstUserId : 0, planned);
}

async function* rowLines(
  db: Db,
  statement: string,
  firstKey: string | number,
  { query, concerts, managed }: Export,
): AsyncGenerator<string, void> {
  const { from = null, to = null } = query;
  const named = managed === 'all' ? null : [...managed];
  const filter = [concerts && [...concerts], from, to, rowsPerPage, named];
  let [k1, k2] = [firstKey, 0];
  for (;;) {
    const [page] = await rows<Page>(db, statement, k1, k2, ...filter);
    if (page === undefined) return;
    yield page.lines ?? '';
    if (page.read < rowsPerPage || page.k1 === null) return;
    [k1, k2] = [page.k1, page.k2 ?? 0];
  }
}

/** By this mark, spreadsheets recognise UTF-8. */
const byteOrderMark = '\ufeff';
const firstUserId = '00000000-0000-0000-0000-000000000000';
