import { expect, test } from 'vitest';
import { refused } from '#components/testing/refused.ts';
import { aPlace as place } from '#components/testing/place.ts';
import { type Line, type Visit, visit } from './visit.ts';

/** A line at which every asking is written down; what is not given must not be asked. */
function line(given: { [K in keyof Line]?: () => Awaited<ReturnType<Line[K]>> }) {
  const asked: (keyof Line)[] = [];
  const ask = <K extends keyof Line>(what: K) =>
    (() => {
      asked.push(what);
      const answer = given[what];
      return answer === undefined ? Promise.reject(new Error(`${what} was asked`)) : Promise.resolve().then(answer);
    }) as Line[K];
  return { asked, join: ask('join'), status: ask('status'), msUntilOpen: ask('msUntilOpen') };
}

const throwing = (error: Error) => () => {
  throw error;
};
const here: Visit = { place, left: false, trouble: null, failures: 0, answers: 1, nextMs: 3_000 };

test('whoever has no place joins; whoever has one only asks, as often as the server says', async () => {
  const first = line({ join: () => place });
  expect(await visit(first, undefined)).toEqual(here);
  const second = line({ status: () => ({ ...place, position: 6, nextPollMs: 5_000 }) });
  expect(await visit(second, here)).toMatchObject({ place: { position: 6 }, nextMs: 5_000, answers: 2 });
  expect([first.asked, second.asked]).toEqual([['join'], ['status']]);
});

test.each(['QUEUE_TOKEN_MISSING', 'QUEUE_TOKEN_INVALID'] as const)('after %s the place is asked for by joining', async (code) => {
  const rejoined = line({ status: throwing(refused(code)), join: () => place });
  expect(await visit(rejoined, here)).toEqual({ ...here, answers: 2 });
  expect(rejoined.asked).toEqual(['status', 'join']);
});

test('a place that has ended is not asked about again', async () => {
  const over = line({ status: () => ({ ...place, state: 'EXPIRED' as const, position: 0 }) });
  expect(await visit(over, here)).toMatchObject({ place: { state: 'EXPIRED' }, nextMs: false });
});

test.each([
  ['no answer', new TypeError('fetch failed')],
  ['TRY_AGAIN', refused('TRY_AGAIN')],
  ['INTERNAL', refused('INTERNAL')],
  ['TOO_MANY_REQUESTS', refused('TOO_MANY_REQUESTS')],
])('%s keeps the place, asks ever more seldom, and never gives up', async (_, error) => {
  let seen = here;
  const waits: number[] = [];
  for (let time = 0; time < 10; time += 1) {
    seen = await visit(line({ status: throwing(error) }), seen);
    expect(seen.place).toEqual(place);
    waits.push(Number(seen.nextMs));
  }
  expect(waits[0]).toBeLessThanOrEqual(2_400);
  expect(waits[3]).toBeGreaterThan(waits[0] ?? 0);
  expect(Math.min(...waits)).toBeGreaterThanOrEqual(1_600);
  expect(Math.max(...waits)).toBeLessThanOrEqual(24_000);
  expect(await visit(line({ status: () => place }), seen)).toEqual({ ...here, answers: 2 });
});

test('a place is asked about every 45 s at least, also where the server would have it less often', async () => {
  const { nextMs } = await visit(line({ status: () => ({ ...place, nextPollMs: 120_000 }) }), here);
  expect(nextMs).toBe(45_000);
});

test.each([
  ['a wait that the server asks for is kept, and not ended by all at once', '30', 30_000, 36_000],
  ['a wait shorter than our own changes nothing', '1', 1_600, 2_400],
  ['a wait that would cost the place is not kept whole', '3600', 90_000, 108_000],
  ['a wait that cannot be read is none', 'Wed, 21 Oct 2026 07:28:00 GMT', 1_600, 2_400],
])('%s', async (_, seconds, least, most) => {
  for (const code of ['TRY_AGAIN', 'TOO_MANY_REQUESTS'] as const) {
    const busy = line({ status: throwing(refused(code, {}, { 'retry-after': seconds })) });
    const { nextMs } = await visit(busy, here);
    expect(nextMs).toBeGreaterThanOrEqual(least);
    expect(nextMs).toBeLessThanOrEqual(most);
  }
});

test.each(['SALE_CLOSED', 'NOT_SIGNED_IN', 'NOT_FOUND'] as const)('%s is the last word', async (code) => {
  expect(await visit(line({ join: throwing(refused(code)) }), undefined)).toMatchObject({
    place: null,
    trouble: { code },
    nextMs: false,
  });
});

test.each([
  ['in 10 s: then', 10_000, 10_000, 10_000],
  ['in three days: every minute, since the opening may be moved', 259_200_000, 60_000, 60_000],
  ['a moment ago by this clock: soon', -500, 800, 1_200],
])('the line opens %s', async (_, untilMs, least, most) => {
  const closed = line({
    join: throwing(refused('SALE_NOT_OPEN', { opensAt: '2030-01-01T00:00:00Z' })),
    msUntilOpen: () => untilMs,
  });
  const { nextMs, trouble } = await visit(closed, undefined);
  expect(trouble).toMatchObject({ code: 'SALE_NOT_OPEN', opensAt: '2030-01-01T00:00:00Z' });
  expect(nextMs).toBeGreaterThanOrEqual(least);
  expect(nextMs).toBeLessThanOrEqual(most);
});

test('having left is remembered, whatever is heard later', async () => {
  expect(await visit(line({ status: () => place }), { ...here, left: true })).toMatchObject({ left: true });
});
