import { expect, test } from 'vitest';
import { z } from 'zod';
import { issuesOf } from './issues.ts';

const issuesIn = (schema: z.ZodType, value: unknown) =>
  issuesOf(schema.safeParse(value).error ?? { issues: [] });

const bySeat = z.strictObject({ seat: z.string() });
const bySeats = z.strictObject({ seats: z.array(z.string()) });

test('of a union only the closest alternative’s issues are named, with their paths', () => {
  const either = z.object({ body: z.union([bySeats, bySeat]) });
  expect(issuesIn(either, { body: { seat: 7 } })).toEqual([
    { path: 'body.seat', message: expect.any(String) as unknown },
  ]);
  expect(issuesIn(either, { body: { seats: [1] } })).toEqual([
    { path: 'body.seats.0', message: expect.any(String) as unknown },
  ]);
  expect(issuesIn(either, { body: { seats: ['1'], price: 1 } })).toEqual([
    { path: 'body', message: 'Unrecognized key: "price"' },
  ]);
  expect(issuesIn(either, { body: null })).toMatchObject([{ path: 'body' }]);
});

test('at most ten issues are returned, each shortened to whole characters', () => {
  const numbers = Array.from({ length: 11 }, (_, at) => at);
  expect(issuesIn(z.array(z.string()), numbers).map(({ path }) => path)).toEqual(
    numbers.slice(0, 10).map(String),
  );
  const [long] = issuesIn(z.strictObject({}), { ['x'.repeat(70_000)]: 1 });
  expect(long?.message).toHaveLength(200);
  const [half] = issuesIn(z.strictObject({}), { [`${'x'.repeat(181)}😀`]: 1, ['\uDC00']: 1 });
  expect(half?.message.isWellFormed()).toBe(true);
  const [deep] = issuesIn(z.record(z.string(), z.string()), { ['\uD800'.repeat(500)]: 1 });
  expect([deep?.path.length, deep?.path.isWellFormed()]).toEqual([200, true]);
});

test('no issue gives an empty list', () => {
  expect(issuesIn(bySeat, { seat: '01' })).toEqual([]);
});
