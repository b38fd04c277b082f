import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { inRequest, requestId, requestIdFrom } from './request-id.ts';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

test.each(['a', 'A-b_c.9', 'x'.repeat(128)])('a well-formed id is kept: %s', (id) => {
  expect(requestIdFrom(id)).toBe(id);
});

test.each([undefined, '', ' a', 'a b', 'a\n', 'a,b', 'é', '{}', 'x'.repeat(129)])(
  'a missing or malformed id is replaced: %j',
  (id) => {
    expect(requestIdFrom(id)).toMatch(uuid);
  },
);

test('requests that run at once keep their own ids across awaits', async () => {
  const ids = Array.from({ length: 20 }, (_, at) => `request-${String(at)}`);
  const seen = ids.map((id, at) =>
    inRequest(id, async () => {
      await pause(20 - at);
      return requestId();
    }),
  );
  expect(await Promise.all(seen)).toEqual(ids);
  expect(requestId()).toBeUndefined();
});

test('a timer that outlives its request has no id', async () => {
  const later = Promise.withResolvers<string | undefined>();
  await inRequest('over', () => void setTimeout(() => later.resolve(requestId()), 20));
  expect(await later.promise).toBeUndefined();
});
