import { expect, test } from 'vitest';
import { refused, aPlace as place } from '#tests/support/components.tsx';
import { type QueueCalls, type PolledPlace, pollKeptPlace, pollPlace } from './poll-place.ts';

/** Records every call to the simulated queue. A call without an answer in `given` fails. */
function queueCalls(given: { [K in keyof QueueCalls]?: () => Awaited<ReturnType<QueueCalls[K]>> }) {
  const asked: (keyof QueueCalls)[] = [];
  const ask = <K extends keyof QueueCalls>(what: K) =>
    (() => {
      asked.push(what);
      const answer = given[what];
      return answer === undefined
        ? Promise.reject(new Error(`${what} was asked`))
        : Promise.resolve().then(answer);
    }) as QueueCalls[K];
  return { asked, join: ask('join'), status: ask('status'), msUntilOpen: ask('msUntilOpen') };
}

const throwing = (error: Error) => () => {
  throw error;
};
const noPlaceYet = throwing(refused('QUEUE_TOKEN_MISSING'));
const here: PolledPlace = {
  place,
  left: false,
  trouble: null,
  failures: 0,
  answers: 1,
  nextMs: 3_000,
  retryAfterMs: 0,
};

test('a newcomer polls first and joins only without a place; later polls follow the server’s interval', async () => {
  const reloaded = queueCalls({ status: () => place });
  expect(await pollPlace(reloaded, undefined)).toEqual(here);
  const first = queueCalls({ status: noPlaceYet, join: () => place });
  expect(await pollPlace(first, undefined)).toEqual(here);
  const second = queueCalls({ status: () => ({ ...place, position: 6, nextPollMs: 5_000 }) });
  expect(await pollPlace(second, here)).toMatchObject({
    place: { position: 6 },
    nextMs: 5_000,
    answers: 2,
  });
  expect([reloaded.asked, first.asked, second.asked]).toEqual([
    ['status'],
    ['status', 'join'],
    ['status'],
  ]);
});

test.each([
  ['an ended place', () => ({ ...place, state: 'EXPIRED' as const, position: 0 })],
  ['the place of another account in this browser', throwing(refused('NOT_YOURS'))],
  ['the token of another queue', throwing(refused('NOT_YOUR_TURN'))],
  ['the token of a retired key', throwing(refused('QUEUE_TOKEN_INVALID'))],
])('a newcomer whose browser has %s joins', async (_, status) => {
  const come = queueCalls({ status, join: () => place });
  expect(await pollPlace(come, undefined)).toEqual(here);
  expect(come.asked).toEqual(['status', 'join']);
});

test('a shown place is not replaced when the token belongs to another account', async () => {
  expect(
    await pollPlace(queueCalls({ status: throwing(refused('NOT_YOURS')) }), here),
  ).toMatchObject({
    trouble: { code: 'NOT_YOURS' },
    nextMs: false,
  });
});

test('61 reloads in each of two tabs with a place never join', async () => {
  const tabs = [queueCalls({ status: () => place }), queueCalls({ status: () => place })];
  for (let reload = 0; reload < 61; reload += 1)
    for (const tab of tabs) expect(await pollPlace(tab, undefined)).toEqual(here);
  expect(new Set(tabs.flatMap(({ asked }) => asked))).toEqual(new Set(['status']));
});

test.each(['TOO_MANY_REQUESTS', 'TRY_AGAIN', 'INTERNAL', null] as const)(
  'a join refused with %s does not hide a known place',
  async (code) => {
    const error =
      code === null ? new TypeError('fetch failed') : refused(code, {}, { 'retry-after': '40' });
    const unproven = throwing(refused('QUEUE_TOKEN_INVALID'));
    const seen = await pollPlace(queueCalls({ status: unproven, join: throwing(error) }), here);
    expect(seen).toMatchObject({
      place,
      trouble: { code: code ?? 'OFFLINE' },
      retryAfterMs: code === null ? 0 : 40_000,
    });
  },
);

test('with a token of a retired key, joining returns the place', async () => {
  const rejoined = queueCalls({
    status: throwing(refused('QUEUE_TOKEN_INVALID')),
    join: () => place,
  });
  expect(await pollPlace(rejoined, here)).toEqual({ ...here, answers: 2 });
  expect(rejoined.asked).toEqual(['status', 'join']);
});

test('a place whose token was deleted has ended, and the page does not join again', async () => {
  const gone = queueCalls({ status: noPlaceYet, join: () => place });
  expect(await pollPlace(gone, here)).toMatchObject({
    place: { state: 'EXPIRED', position: 0 },
    nextMs: false,
  });
  expect(gone.asked).toEqual(['status']);
});

test('an ended place is not polled again', async () => {
  const over = queueCalls({ status: () => ({ ...place, state: 'EXPIRED' as const, position: 0 }) });
  expect(await pollPlace(over, here)).toMatchObject({ place: { state: 'EXPIRED' }, nextMs: false });
});

test.each([
  ['no answer', new TypeError('fetch failed')],
  ['TRY_AGAIN', refused('TRY_AGAIN')],
  ['INTERNAL', refused('INTERNAL')],
  ['TOO_MANY_REQUESTS', refused('TOO_MANY_REQUESTS')],
])('%s keeps the place and the polls back off without end', async (_, error) => {
  let seen = here;
  const waits: number[] = [];
  for (let time = 0; time < 10; time += 1) {
    seen = await pollPlace(queueCalls({ status: throwing(error) }), seen);
    expect(seen.place).toEqual(place);
    waits.push(Number(seen.nextMs));
  }
  expect(waits[0]).toBeLessThanOrEqual(2_400);
  expect(waits[3]).toBeGreaterThan(waits[0] ?? 0);
  expect(Math.min(...waits)).toBeGreaterThanOrEqual(1_600);
  expect(Math.max(...waits)).toBeLessThanOrEqual(24_000);
  expect(await pollPlace(queueCalls({ status: () => place }), seen)).toEqual({
    ...here,
    answers: 2,
  });
});

test('a place is polled at least every 45 s, even if the server asks for less', async () => {
  const { nextMs } = await pollPlace(
    queueCalls({ status: () => ({ ...place, nextPollMs: 120_000 }) }),
    here,
  );
  expect(nextMs).toBe(45_000);
});

test.each([
  ['the server’s wait is kept, and its end is jittered', '30', 30_000, 36_000],
  ['a wait shorter than the backoff changes nothing', '1', 1_600, 2_400],
  ['a wait that would cost the place is capped', '3600', 90_000, 108_000],
  ['a wait that cannot be parsed is ignored', 'Wed, 21 Oct 2026 07:28:00 GMT', 1_600, 2_400],
])('%s', async (_, seconds, least, most) => {
  for (const code of ['TRY_AGAIN', 'TOO_MANY_REQUESTS'] as const) {
    const busy = queueCalls({ status: throwing(refused(code, {}, { 'retry-after': seconds })) });
    const { nextMs, retryAfterMs } = await pollPlace(busy, here);
    expect(nextMs).toBeGreaterThanOrEqual(retryAfterMs);
    expect(nextMs).toBeGreaterThanOrEqual(least);
    expect(nextMs).toBeLessThanOrEqual(most);
  }
});

test.each(['SALE_CLOSED', 'NOT_SIGNED_IN', 'NOT_FOUND'] as const)(
  '%s ends the polling',
  async (code) => {
    expect(
      await pollPlace(queueCalls({ status: noPlaceYet, join: throwing(refused(code)) }), undefined),
    ).toMatchObject({
      place: null,
      trouble: { code },
      nextMs: false,
    });
  },
);

test.each([
  ['in 10 s: then', 10_000, 10_000, 10_000],
  ['in three days: every minute, because the opening may move', 259_200_000, 60_000, 60_000],
  ['a moment ago by this clock: soon', -500, 800, 1_200],
])('the queue opens %s', async (_, untilMs, least, most) => {
  const closed = queueCalls({
    status: noPlaceYet,
    join: throwing(refused('SALE_NOT_OPEN', { opensAt: '2030-01-01T00:00:00Z' })),
    msUntilOpen: () => untilMs,
  });
  const { nextMs, trouble } = await pollPlace(closed, undefined);
  expect(trouble).toMatchObject({ code: 'SALE_NOT_OPEN', opensAt: '2030-01-01T00:00:00Z' });
  expect(nextMs).toBeGreaterThanOrEqual(least);
  expect(nextMs).toBeLessThanOrEqual(most);
});

test('when a closed queue opens, the page joins without polling first, because every request counts', async () => {
  const closed: PolledPlace = {
    ...here,
    place: null,
    answers: 0,
    trouble: { code: 'SALE_NOT_OPEN' },
  };
  const opened = queueCalls({ join: () => place });
  expect(await pollPlace(opened, closed)).toEqual(here);
  expect(opened.asked).toEqual(['join']);
});

test('a later answer does not return a user who has left', async () => {
  expect(
    await pollPlace(queueCalls({ status: () => place }), { ...here, left: true }),
  ).toMatchObject({
    left: true,
  });
});

test('a poll outside the waiting room never joins: an ended place stays ended, and a final refusal ends the polls', async () => {
  const ended = { ...place, state: 'EXPIRED', position: 0 } as const;
  const queue = queueCalls({ status: () => ended, join: () => place });
  expect(await pollKeptPlace(queue.status, undefined)).toMatchObject({
    place: ended,
    nextMs: false,
  });
  expect(queue.asked).toEqual(['status']);
  // The waiting room's poll joins for a newcomer.
  await pollPlace(queue, undefined);
  expect(queue.asked).toEqual(['status', 'status', 'join']);
  const refusal = queueCalls({ status: noPlaceYet });
  expect(await pollKeptPlace(refusal.status, here)).toMatchObject({ nextMs: false, answers: 1 });
  const offline = queueCalls({ status: throwing(refused('TRY_AGAIN')) });
  const polled = await pollKeptPlace(offline.status, here);
  expect(polled).toMatchObject({ place, failures: 1 });
  expect(polled.nextMs).toBeGreaterThan(0);
});
