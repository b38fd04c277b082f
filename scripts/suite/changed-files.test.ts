import { expect, test } from 'vitest';
import { changedTestLines } from './changed-files.ts';

const source = ['import', '', "test('a'", 'b', '})', "test('c'", 'd', '})', "  test('e'", 'f'].join(
  '\n',
);

test.each([
  ['a line of a test', '@@ -4 +4 @@\n-x\n+b', [3]],
  ['lines of two tests', '@@ -5,2 +5,2 @@', [3, 6]],
  ['a removed line', '@@ -7,1 +6,0 @@', [6]],
  ['the imports', '@@ -1 +1 @@', []],
  ['two places', '@@ -3 +3 @@\n@@ -10 +10 @@ function', [3, 9]],
  ['a new file', '', [3, 6, 9]],
])('a change of %s selects the browser tests that contain it', (_, diff, lines) => {
  expect(changedTestLines(source, diff)).toEqual(lines);
});
