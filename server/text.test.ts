import { expect, test } from 'vitest';
import { text } from './text.ts';

test('the text of a file beside a module is read as it is', () => {
  expect(text(import.meta.url, './text.test.ts')).toContain('read as it is');
});

test('a file that is not there fails at once, where it is asked for', () => {
  expect(() => text(import.meta.url, './no-such.sql')).toThrow(/ENOENT/);
});
