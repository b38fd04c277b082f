import { stringify } from 'csv-stringify/sync';

/** Value of a cell; null is an empty cell. */
export type Cell = string | number | null;

/** The byte order mark, by which spreadsheets recognise UTF-8. */
const byteOrderMark = '\ufeff';

/**
 * Writes lines of CSV (RFC 4180). A text that a spreadsheet would run as a formula gets a leading
 * apostrophe; a number stays a number, even a negative one.
 */
export const csvLines = (lines: readonly (readonly Cell[])[]): string =>
  stringify(
    lines.map((line) => [...line]),
    { escape_formulas: true, record_delimiter: 'windows' },
  );

export const csvHeader = (columns: readonly string[]): string =>
  byteOrderMark + csvLines([columns]);
