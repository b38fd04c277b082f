import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { durations } from './durations.ts';

test('every test file in the list of durations exists', () => {
  expect(Object.keys(durations).filter((file) => !existsSync(file))).toEqual([]);
});
