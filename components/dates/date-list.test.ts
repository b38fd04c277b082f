import { createElement } from 'react';
import { expect, test } from 'vitest';
import { markupOf } from '#tests/support/components.tsx';
import { DateList } from './date-list.tsx';

const show = (performanceId: number, startsAt: string) => ({
  performanceId,
  startsAt,
  date: startsAt.slice(0, 10),
  seatsLeft: 5,
  grades: [{ grade: 'R', seatsLeft: 5 }],
});
const listOf = (...dates: ReturnType<typeof show>[]): string =>
  markupOf(createElement(DateList, { concertId: 1, dates, heldPerformanceId: undefined }));

test('several dates of one day are rows without a calendar; dates of two days have one', () => {
  const [noon, evening] = [show(1, '2026-12-14T03:00:00Z'), show(2, '2026-12-14T10:00:00Z')];
  const ofOneDay = listOf(noon, evening);
  expect(ofOneDay).not.toContain('<table');
  for (const id of [1, 2]) expect(ofOneDay).toContain(`/concerts/1/seats/${id}"`);
  expect(listOf(noon, show(3, '2026-12-15T10:00:00Z'))).toContain('<table');
});
