import { expect, test } from 'vitest';
import { idempotencyKey } from '#server/schema/ids.schema.ts';
import { newKey } from './attempt-key.ts';

test('keys are unique and accepted by the server', () => {
  const keys = Array.from({ length: 1_000 }, newKey);
  expect(new Set(keys).size).toBe(1_000);
  expect(keys.every((key) => idempotencyKey.safeParse(key).success)).toBe(true);
});
