import { expect, test } from 'vitest';
import { aPlace } from '#tests/support/components.tsx';
import { parseStats, type PublicStats } from './stats.ts';
import {
  earlyPollMs,
  addStats,
  type StatsSincePoll,
  noStats,
  livePlace,
  nextPollMs,
} from './live-place.ts';
import type { PlaceState } from '../place-state.ts';
import type { PolledPlace } from './poll-place.ts';

const stats = (served: number, more: Partial<PublicStats> = {}): PublicStats => ({
  served,
  waiting: 600,
  paused: null,
  message: null,
  recovering: false,
  cancelled: false,
  ...more,
});
const far: PlaceState = {
  ...aPlace,
  number: 1_000,
  position: 500,
  behind: 100,
  etaSeconds: { low: 300, high: 600 },
  nextPollMs: 15_000,
};
const asked: PolledPlace = {
  place: far,
  left: false,
  trouble: null,
  failures: 0,
  answers: 3,
  nextMs: 15_000,
  retryAfterMs: 0,
};
const sinceStats = (...statistics: PublicStats[]): StatsSincePoll =>
  statistics.reduce((since, each) => addStats(since, asked.answers, each), noStats);
const now = (...statistics: PublicStats[]) => livePlace(asked, sinceStats(...statistics));

test('the first stats after a poll do not move the place; each later one does', () => {
  expect(now()).toEqual(far);
  expect(now(stats(400))).toEqual(far);
  // 500 of the 600 numbers ahead have a waiting user, so admitting 300 numbers halves the position.
  expect(now(stats(400), stats(700))).toMatchObject({
    position: 250,
    etaSeconds: { low: 150, high: 300 },
  });
});

test('stats never move a place back, below 1, or past more users than were admitted', () => {
  for (let seed = 1; seed < 300; seed += 1) {
    const step = (seed * 7_919) % 97;
    const place: PlaceState = {
      ...far,
      number: 200 + ((seed * 31) % 900),
      position: 1 + ((seed * 53) % 700),
    };
    let since = noStats;
    let before = place.position;
    for (let served = 100; served < 1_300; served += step === 0 ? 250 : step) {
      since = addStats(since, asked.answers, stats(served % 7 === 0 ? served - 60 : served));
      const position = livePlace({ ...asked, place }, since)?.position ?? 0;
      expect(position).toBeLessThanOrEqual(before);
      expect(position).toBeGreaterThanOrEqual(Math.max(1, place.position - (served - 40)));
      before = position;
    }
  }
});

test('a poll is newer than the stats before it', () => {
  const since = sinceStats(stats(400), stats(700, { message: 'hello' }));
  expect(livePlace({ ...asked, answers: 4 }, since)).toEqual(far);
  expect(addStats(since, 4, stats(710))).toMatchObject({
    first: { served: 710 },
    last: { served: 710 },
  });
});

test('a pause, a message and a recovery show at once, and without an estimate while no user is admitted', () => {
  expect(now(stats(400, { message: 'hello' }))).toEqual({ ...far, message: 'hello' });
  expect(now(stats(400, { paused: { reason: 'rain' } }))).toEqual({
    ...far,
    paused: { reason: 'rain' },
    etaSeconds: null,
  });
  expect(now(stats(400, { recovering: true }))).toEqual({
    ...far,
    recovering: true,
    etaSeconds: null,
  });
  const paused = { ...asked, place: { ...far, paused: { reason: 'rain' }, etaSeconds: null } };
  expect(livePlace(paused, sinceStats(stats(400)))).toEqual({ ...far, etaSeconds: null });
});

test('the number behind follows the stats as users join, leave or are admitted', () => {
  expect(now(stats(400, { waiting: 557 }))).toMatchObject({ position: 500, behind: 57 });
  expect(now(stats(400, { waiting: 557 }), stats(400, { waiting: 614 }))).toMatchObject({
    position: 500,
    behind: 114,
  });
  expect(now(stats(400, { waiting: 557 }), stats(700, { waiting: 307 }))).toMatchObject({
    position: 250,
    behind: 57,
  });
  expect(now(stats(400, { waiting: 557 }), stats(400, { waiting: 520 }))).toMatchObject({
    position: 500,
    behind: 20,
  });
  const alone: PlaceState = { ...far, number: 8, position: 1, behind: 0 };
  expect(livePlace({ ...asked, place: alone }, sinceStats(stats(7, { waiting: 1 })))).toMatchObject(
    {
      position: 1,
      behind: 0,
    },
  );
});

test('stats that count fewer users than the position say nothing about the number behind', () => {
  expect(now(stats(400, { waiting: 12, recovering: true }))).toMatchObject({
    position: 500,
    behind: far.behind,
  });
});

test('stats do not change an active place', () => {
  const active: PolledPlace = { ...asked, place: { ...far, state: 'ACTIVE', position: 0 } };
  expect(livePlace(active, sinceStats(stats(1), stats(2_000, { message: 'hello' })))).toEqual(
    active.place,
  );
});

test.each([
  ['the number is admitted: within a second', stats(999), stats(1_000), 1_000],
  ['the number and more are admitted: within a second', stats(400), stats(1_500), 1_000],
  ['the number was admitted before the first stats: within a second', null, stats(1_000), 1_000],
  ['the number was admitted already: no early poll', stats(1_000), stats(1_001), null],
  ['others are admitted: no early poll', stats(400), stats(999), null],
  [
    'admission is paused: within the server’s poll interval',
    stats(400),
    stats(400, { paused: { reason: '' } }),
    15_000,
  ],
  ['admission resumes', stats(400, { paused: { reason: '' } }), stats(400), 15_000],
  [
    'paused since the poll, in the first stats',
    null,
    stats(400, { paused: { reason: '' } }),
    15_000,
  ],
  [
    'another reason for the pause: no early poll',
    stats(1, { paused: { reason: 'a' } }),
    stats(1, { paused: { reason: 'b' } }),
    null,
  ],
  ['the queue has recovered', stats(400, { recovering: true }), stats(400), 15_000],
  ['the queue is recovering: no early poll', stats(400), stats(400, { recovering: true }), null],
  ['a message: no early poll', stats(400), stats(400, { message: 'hello' }), null],
])('%s', (_, before, after, mostMs) => {
  expect(earlyPollMs(far, before, after, 0)).toBe(mostMs === null ? null : 0);
  expect(earlyPollMs(far, before, after, 0.5)).toBe(mostMs === null ? null : mostMs / 2);
});

test.each([
  ['far back, while connected: only heartbeats', asked, sinceStats(stats(400)), 500, 40_000],
  [
    'far back, with a short grace time',
    { ...asked, place: { ...far, heartbeatMs: 16_000 } },
    sinceStats(stats(400)),
    500,
    16_000,
  ],
  ['disconnected: the server’s interval', asked, noStats, 500, 15_000],
  ['the stream is lost', asked, { ...sinceStats(stats(400)), isConnected: false }, 500, 15_000],
  ['near the front', asked, sinceStats(stats(400)), 50, 15_000],
  ['passed by, when stats cannot show the turn', asked, sinceStats(stats(1_000)), 500, 15_000],
  [
    'no answer: the backoff',
    { ...asked, trouble: { code: 'TRY_AGAIN' as const }, nextMs: 2_000 },
    sinceStats(stats(400)),
    500,
    2_000,
  ],
  ['over', { ...asked, nextMs: false as const }, sinceStats(stats(400)), 500, false],
])('the next poll, %s', (_, polled, since, position, ms) => {
  expect(nextPollMs(polled, since, { ...(polled.place ?? far), position })).toBe(ms);
});

test('stats are read despite unknown fields, and invalid stats are rejected', () => {
  const raw = {
    concertId: 1,
    active: 3,
    capacity: 5,
    nextPollMs: 1_500,
    ...stats(7, { paused: { reason: 'rain' } }),
  };
  expect(parseStats(JSON.stringify(raw))).toEqual(stats(7, { paused: { reason: 'rain' } }));
  for (const wrong of [
    null,
    7,
    {},
    { ...raw, served: '7' },
    { ...raw, waiting: null },
    { ...raw, served: -1 },
    { ...raw, paused: true },
    { ...raw, paused: { reason: null } },
    { ...raw, message: undefined },
    { ...raw, recovering: 'no' },
  ])
    expect([wrong, parseStats(JSON.stringify(wrong))]).toEqual([wrong, null]);
  expect(parseStats('no JSON')).toBeNull();
});
