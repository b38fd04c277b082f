import { parse } from 'csv-parse/sync';
import { issuesOf } from '../errors/issues.ts';
import { refuse } from '../errors/refusal.ts';
import { planColumns, withoutGuard } from './plan-csv.schema.ts';
import { planIssues, type SeatFields, seatFields, seatsOfDateMax } from './seat-plan.schema.ts';

const required: readonly string[] = ['seat', 'grade', 'price'];
const texts: readonly string[] = ['grade', 'kind'];
/** Longest line, in bytes; a wrong quote cannot make a line of the whole file. */
const lineBytesMax = 1_000;

type Issue = Parameters<typeof issuesOf>[0]['issues'][number];

/** Refuses the file; `line` counts from 1, the header. */
function refuseLine(line: number, message: string, column?: string): never {
  const path = ['csv', line, ...(column === undefined ? [] : [column])].join('.');
  return refuse('BAD_INPUT', { issues: [{ path, message }] });
}

/**
 * Reads the seats of a plan. The header names the columns in any order; kind, companionOf, row and
 * column may be missing or empty. Refusal: BAD_INPUT, whose paths name line and column, such as
 * csv.3.price.
 */
export function seatsOfCsv(csv: string): SeatFields[] {
  const lines = linesOf(csv);
  if (lines.length === 0) refuseLine(1, 'a plan has at least one seat');
  const tooMany = lines[seatsOfDateMax];
  if (tooMany !== undefined)
    refuseLine(tooMany.line, `a plan has at most ${String(seatsOfDateMax)} seats`);
  const seats: SeatFields[] = [];
  const issues: Issue[] = [];
  for (const { line, record } of lines) {
    const { data, error } = seatFields.safeParse(fieldsOf(record));
    if (data !== undefined) seats.push(data);
    for (const issue of error?.issues ?? [])
      issues.push({ ...issue, path: ['csv', line, ...issue.path] });
  }
  if (issues.length === 0)
    for (const {
      path: [at, field],
      message,
    } of planIssues(seats))
      issues.push({ code: 'custom', path: ['csv', lines[at]?.line ?? 1, field], message });
  return issues.length === 0 ? seats : refuse('BAD_INPUT', { issues: issuesOf({ issues }) });
}

interface Line {
  line: number;
  record: Record<string, string>;
}

function linesOf(csv: string): Line[] {
  const found: Line[] = [];
  try {
    parse(csv, {
      bom: true,
      columns: (header) => checked(header),
      trim: true,
      skip_empty_lines: true,
      max_record_size: lineBytesMax,
      on_record: (record: Record<string, string>, { lines }) => {
        found.push({ line: lines, record });
        return null;
      },
    });
  } catch (error) {
    if (!isCsvError(error)) throw error;
    refuseLine(error.lines, error.message);
  }
  return found;
}

/** An error of csv-parse about a line of the file. */
function isCsvError(error: unknown): error is Error & { lines: number } {
  return error instanceof Error && 'lines' in error && typeof error.lines === 'number';
}

function checked(header: string[]): string[] {
  for (const name of required) if (!header.includes(name)) refuseLine(1, 'is missing', name);
  for (const [at, name] of header.entries()) {
    if (!(planColumns as readonly string[]).includes(name))
      refuseLine(1, `the columns are ${planColumns.join(', ')}`);
    if (header.indexOf(name) !== at) refuseLine(1, 'occurs twice', name);
  }
  return header;
}

/** Converts digits to numbers, and omits empty fields. The schema refuses any other text. */
function fieldsOf(record: Record<string, string>): Record<string, unknown> {
  const filled = Object.entries(record).filter(([, text]) => text !== '');
  return Object.fromEntries(
    filled.map(([name, text]) => [
      name,
      !texts.includes(name) && /^\d{1,10}$/.test(text) ? Number(text) : withoutGuard(text),
    ]),
  );
}
