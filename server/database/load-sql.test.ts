import { expect, test } from 'vitest';
import { loadSql } from './load-sql.ts';

test('a file next to a module is read unchanged', () => {
  expect(loadSql(import.meta.url, './load-sql.test.ts')).toContain('is read unchanged');
});

test('a missing file throws at the call', () => {
  expect(() => loadSql(import.meta.url, '../no-such.sql')).toThrow(/ENOENT/);
});
