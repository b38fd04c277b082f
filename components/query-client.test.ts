import { MutationObserver, QueryObserver } from '@tanstack/react-query';
import { expect, test } from 'vitest';
import { refusalCodes } from '#server/errors/errors.schema.ts';
import { createQueryClient } from './query-client.ts';
import { refused } from '#tests/support/components.tsx';

/** Counts the attempts of a query that always fails with `error`. */
async function askings(error: Error): Promise<number> {
  let asked = 0;
  const client = createQueryClient();
  const asking = client.query({
    queryKey: ['anything'],
    // Sets `retry`, because `client.query` does not retry by default.
    retry: client.getDefaultOptions().queries?.retry ?? false,
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

test('a refusal is an answer and is not retried', async () => {
  const answers = refusalCodes.filter((code) => !['TRY_AGAIN', 'INTERNAL'].includes(code));
  expect(await Promise.all(answers.map((code) => askings(refused(code))))).toEqual(
    answers.map(() => 1),
  );
});

test.each([
  ['no answer', new TypeError('fetch failed')],
  ['TRY_AGAIN', refused('TRY_AGAIN')],
  ['INTERNAL', refused('INTERNAL')],
])('%s is retried twice', async (_, error) => {
  expect(await askings(error)).toBe(3);
});

test('a failed query is retried until it succeeds, and not afterwards', async () => {
  let isAway = true;
  let asked = 0;
  const client = createQueryClient();
  const observer = new QueryObserver(client, {
    queryKey: ['balance'],
    retry: false,
    queryFn: () => {
      asked += 1;
      return isAway ? Promise.reject(refused('TRY_AGAIN')) : Promise.resolve(1_000);
    },
  });
  const interval = () => {
    const { refetchInterval } = client.defaultQueryOptions(observer.options);
    return typeof refetchInterval === 'function'
      ? refetchInterval(observer.getCurrentQuery())
      : refetchInterval;
  };
  await observer.refetch();
  expect(interval()).toBeGreaterThan(1_000);
  expect(interval()).toBeLessThanOrEqual(15_000);
  isAway = false;
  await observer.refetch();
  expect([interval(), asked]).toEqual([false, 2]);
  client.clear();
});

test('the error handler receives each refusal once, from a query or a mutation', async () => {
  const errors: unknown[] = [];
  const client = createQueryClient((error) => errors.push(error));
  const refusal = refused('NOT_SIGNED_IN');
  const observer = new MutationObserver(client, { mutationFn: () => Promise.reject(refusal) });
  await observer.mutate().catch(() => undefined);
  await client
    .query({ queryKey: ['mine'], queryFn: () => Promise.reject(refusal) })
    .catch(() => undefined);
  expect(errors).toEqual([refusal, refusal]);
  client.clear();
});
