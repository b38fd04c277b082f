import { expect, test } from 'vitest';
import { refusalCodes } from '#server/errors.schema.ts';
import { createQueryClient } from './query-client.ts';
import { refused } from './testing/refused.ts';

/** How often a query that always fails so is asked. */
async function askings(error: Error): Promise<number> {
  let asked = 0;
  const client = createQueryClient();
  const asking = client.query({
    queryKey: ['anything'],
    retry: client.getDefaultOptions().queries?.retry ?? false, // asked for so, it would not retry
    retryDelay: 0,
    queryFn: () => {
      asked += 1;
      return Promise.reject(error);
    },
  });
  await expect(asking).rejects.toBe(error);
  client.clear();
  return asked;
}

test('a refusal is an answer: it is not asked for again', async () => {
  const answers = refusalCodes.filter((code) => !['TRY_AGAIN', 'INTERNAL'].includes(code));
  expect(await Promise.all(answers.map((code) => askings(refused(code))))).toEqual(answers.map(() => 1));
});

test.each([
  ['no answer', new TypeError('fetch failed')],
  ['TRY_AGAIN', refused('TRY_AGAIN')],
  ['INTERNAL', refused('INTERNAL')],
])('%s may pass: it is asked again, twice', async (_, error) => {
  expect(await askings(error)).toBe(3);
});
