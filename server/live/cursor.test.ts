import { expect, test } from 'vitest';
import { beginning, Cursor, type Mark } from './cursor.ts';

interface Row {
  id: number;
  /** Transactions of the row's begin and end, as times on one axis. */
  begins: number;
  commits: number;
}

/**
 * Reads rows as PostgreSQL would show them: a read at time t sees the rows of the transactions that
 * ended before t, and its mark has the ids and the running transactions of that time.
 */
function readAll(
  rows: Row[],
  reads: number[],
  cursor: { position: Mark } & Pick<Cursor, 'advance' | 'isNew'>,
) {
  return reads.flatMap((at) => {
    const seen = rows.filter(({ commits }) => commits < at);
    const running = rows.filter(({ begins, commits }) => begins < at && commits >= at);
    const fresh = seen
      .filter(({ id }) => id > cursor.position.payment)
      .filter(({ id }) => cursor.isNew(`p${String(id)}`));
    const payment = Math.max(0, ...seen.map(({ id }) => id));
    const xmin = Math.min(at, ...running.map(({ begins }) => begins));
    cursor.advance({ ...beginning, payment, xmin: String(xmin), xmax: String(at) });
    return fresh.map(({ id }) => id);
  });
}

// Row 1 commits after row 2 has been read, as a transaction that waited for a lock.
const rows: Row[] = [
  { id: 1, begins: 1, commits: 45 },
  { id: 2, begins: 2, commits: 5 },
  { id: 3, begins: 31, commits: 32 },
];
const reads = [10, 20, 30, 40, 50, 60, 70, 80];

test('a row that commits after a row with a higher id is read, and each row once', () => {
  const cursor = new Cursor();
  expect(readAll(rows, reads, cursor)).toEqual([2, 3, 1]);
  expect(cursor.position.payment).toBe(3);
});

test('negative control: a cursor that moves to the highest id at once misses the row', () => {
  const cursor = new Cursor();
  const hasty = {
    position: beginning,
    isNew: (eventId: string) => cursor.isNew(eventId),
    advance: (mark: Mark) => void (hasty.position = mark),
  };
  expect(readAll(rows, reads, hasty)).toEqual([2, 3]);
});

test('a transaction that never ends does not hold the cursor for ever', () => {
  const endless = [...rows, { id: 9, begins: 1, commits: Infinity }];
  const cursor = new Cursor();
  readAll(
    endless,
    Array.from({ length: 130 }, (_, at) => 50 + at * 10),
    cursor,
  );
  expect(cursor.position.payment).toBe(3);
});
