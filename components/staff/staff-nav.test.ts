import { expect, test } from 'vitest';
import { pagesOf } from './staff-nav.tsx';

test('each role sees the links of the pages that it may open', () => {
  expect(pagesOf([])).toEqual([]);
  expect(pagesOf(['DOOR'])).toEqual(['security']);
  expect(pagesOf(['SUPPORT'])).toEqual(['people', 'security']);
  expect(pagesOf(['AUDITOR'])).toEqual(['people', 'audit', 'integrity', 'security']);
  expect(pagesOf(['MANAGER'])).toEqual(pagesOf(['AUDITOR']));
  expect(pagesOf(['DOOR', 'OWNER'])).toEqual(['people', 'audit', 'integrity', 'staff', 'security']);
});
