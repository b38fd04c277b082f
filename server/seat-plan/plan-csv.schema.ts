import type { SeatFields } from './seat-plan.schema.ts';

/** Columns of a plan's file. */
export const planColumns = [
  'seat',
  'grade',
  'price',
  'kind',
  'companionOf',
  'row',
  'column',
] as const;

// A spreadsheet calculates a cell that begins so, and hides an apostrophe before it. A text that has
// such an apostrophe gets another one, so that no text is lost.
const withGuard = (text: string): string => text.replace(/^(?='*[=+\-@＝＋－＠])/, "'");
export const withoutGuard = (text: string): string => text.replace(/^'(?='*[=+\-@＝＋－＠])/, '');

const quoted = (text: string): string =>
  /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;

/**
 * Writes a plan that seatsOfCsv reads, with a byte order mark for spreadsheets. No cell is a formula.
 */
export function seatsCsv(seats: readonly SeatFields[]): string {
  const cellOf = (seat: SeatFields, name: (typeof planColumns)[number]) =>
    quoted(name === 'grade' ? withGuard(seat.grade) : String(seat[name] ?? ''));
  const lines = [
    planColumns.join(','),
    ...seats.map((seat) => planColumns.map((name) => cellOf(seat, name)).join(',')),
  ];
  return `\uFEFF${lines.join('\n')}\n`;
}
