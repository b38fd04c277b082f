import { expect, test } from 'vitest';
import { text } from './load-sql.ts';

test('the text of a file beside a module is read as it is', () => {
  expect(text(import.meta.url, './load-sql.test.ts')).toContain('read as it is');
});

test('a file that is not there fails at once, where it is asked for', () => {
  expect(() => text(import.meta.url, '../no-such.sql')).toThrow(/ENOENT/);
});
