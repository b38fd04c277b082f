import { expect, test } from 'vitest';
import { idempotencyKey } from '#server/ids.schema.ts';
import { attemptKeys, newKey } from './attempt-key.ts';

test('asking for the same again is the same attempt, until it is settled', () => {
  const { keyFor, settled } = attemptKeys();
  const key = keyFor(5_000);
  expect(keyFor(5_000)).toBe(key);
  settled();
  expect(keyFor(5_000)).not.toBe(key);
});

test('asking for something else is another attempt, and so is coming back to the first', () => {
  const { keyFor } = attemptKeys();
  const keys = [keyFor(5_000), keyFor(6_000), keyFor(5_000)];
  expect(new Set(keys).size).toBe(3);
});

test('keys are such as the server takes, and no two are the same', () => {
  const keys = Array.from({ length: 1_000 }, newKey);
  expect(new Set(keys).size).toBe(1_000);
  expect(keys.every((key) => idempotencyKey.safeParse(key).success)).toBe(true);
});
