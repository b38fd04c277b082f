import { expect, test } from 'vitest';
import { idInPath } from './id-in-path.ts';

test('a number in canonical form is an id', () => {
  expect(['1', '42', '2147483647'].map(idInPath)).toEqual([1, 42, 2_147_483_647]);
});

test.each([
  '',
  '0',
  '-1',
  '007',
  '1.0',
  '1e3',
  '0x1',
  ' 1',
  '1 ',
  '١',
  '2147483648',
  '9'.repeat(400),
  'seats',
])('“%s” is a page that does not exist', (segment) => {
  expect(() => idInPath(segment)).toThrow(/404/);
});
