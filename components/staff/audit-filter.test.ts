import { expect, test } from 'vitest';
import { auditFilterOf, exportPath, typedFilter } from './audit-filter.ts';

const userId = '0B9f2f64-6a3e-4b1f-9a51-5f2f0a3f6d11';

test('a day is the whole day in Seoul, and empty fields filter nothing', () => {
  const typed = typedFilter({
    person: ` ${userId} `,
    concert: ['3', '4'],
    action: '',
    from: '2026-11-29',
    to: '2026-11-30',
    other: 'x',
  });
  expect(auditFilterOf(typed)).toEqual({
    filter: {
      userId: userId.toLowerCase(),
      concertId: 3,
      from: '2026-11-29T00:00:00+09:00',
      to: '2026-11-30T23:59:59.999+09:00',
    },
    wrong: [],
  });
});

test('a field that cannot be interpreted is named and filters nothing', () => {
  const typed = { person: 'fan4', concert: '0', action: 'a b', from: '2026-13-40', to: 'soon' };
  expect(auditFilterOf(typed)).toEqual({
    filter: {},
    wrong: ['person', 'concert', 'action', 'from', 'to'],
  });
});

test('the export has the concert and the days of the page', () => {
  const { filter } = auditFilterOf({ concert: '3', action: 'queue.set', from: '2026-11-29' });
  expect(exportPath(filter)).toBe(
    '/api/admin/export/audit.csv?concertId=3&from=2026-11-29T00%3A00%3A00%2B09%3A00',
  );
  expect(exportPath({})).toBe('/api/admin/export/audit.csv');
});
