import { expect, test } from 'vitest';
import { daysUntil, groupConcerts, type StaffConcert } from './groups.ts';

const nowMs = Date.parse('2030-01-10T12:00:00Z');
const at = (days: number) => new Date(nowMs + days * 86_400_000).toISOString();

const concert = (concertId: number, given: Partial<StaffConcert>): StaffConcert => ({
  concertId,
  state: 'PUBLISHED',
  archived: false,
  version: 1,
  posterId: null,
  dates: 1,
  firstDate: null,
  lastDate: null,
  title: { ko: '공연' },
  venue: { ko: '극장' },
  opensAt: at(-1),
  lineOpensAt: at(-1),
  closesAt: at(1),
  ...given,
});

test('concerts are grouped by their sale, and coming ones follow in order of its opening', () => {
  const groups = groupConcerts(
    [
      concert(6, { opensAt: at(9), lineOpensAt: at(9), closesAt: at(20) }),
      concert(5, { opensAt: at(6), lineOpensAt: at(6), closesAt: at(20) }),
      concert(4, { state: 'DRAFT' }),
      concert(3, { closesAt: at(0) }),
      concert(2, { state: 'CANCELLED' }),
      concert(1, { opensAt: at(0.01) }),
    ],
    nowMs,
  );
  expect(groups.map(({ name, concerts }) => [name, concerts.map((one) => one.concertId)])).toEqual([
    ['onSale', [1]],
    ['coming', [5, 6]],
    ['drafts', [4]],
    ['past', [3, 2]],
  ]);
});

test('days are counted by the calendar in Seoul', () => {
  expect(daysUntil('2030-01-10T14:59:59Z', nowMs)).toBe(0);
  expect(daysUntil('2030-01-10T15:00:00Z', nowMs)).toBe(1);
});
