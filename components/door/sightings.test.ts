import { expect, test } from 'vitest';
import { createSightings } from './sightings.ts';

test('a code is one scan while it stays in the picture, and a new one after it was gone', () => {
  let ms = 0;
  const isNew = createSightings(() => ms);
  const sees = (text: string, afterMs: number) => {
    ms += afterMs;
    return isNew(text);
  };
  expect([sees('a', 0), sees('a', 200), sees('b', 200), sees('a', 2_000)]).toEqual([
    true,
    false,
    true,
    false,
  ]);
  expect([sees('a', 2_400), sees('a', 2_600), sees('b', 0)]).toEqual([false, true, true]);
});
