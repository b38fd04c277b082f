import { expect, test } from 'vitest';
import { loadSql } from './load-sql.ts';

test('the text of a file beside a module is read as it is', () => {
  expect(loadSql(import.meta.url, './load-sql.test.ts')).toContain('read as it is');
});

test('a file that is not there fails at once, where it is asked for', () => {
  expect(() => loadSql(import.meta.url, '../no-such.sql')).toThrow(/ENOENT/);
});
