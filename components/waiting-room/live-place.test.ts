import { expect, test } from 'vitest';
import { aPlace } from '#tests/support/components/waiting-place.ts';
import { type Board, boardSchema } from './stats.schema.ts';
import { askInMs, hear, type News, noNews, placeNow, pollMs } from './live-place.ts';
import type { PlaceState } from '../place-state.ts';
import type { Visit } from './poll-place.ts';

const board = (served: number, more: Partial<Board> = {}): Board => ({
  served,
  waiting: 600,
  paused: null,
  message: null,
  recovering: false,
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
const asked: Visit = {
  place: far,
  left: false,
  trouble: null,
  failures: 0,
  answers: 3,
  nextMs: 15_000,
  retryAfterMs: 0,
};
const heard = (...boards: Board[]): News =>
  boards.reduce((news, each) => hear(news, asked.answers, each), noNews);
const now = (...boards: Board[]) => placeNow(asked, heard(...boards));

test('the first board after an answer says nothing of who has gone since; each later one moves the place on', () => {
  expect(now()).toEqual(far);
  expect(now(board(400))).toEqual(far);
  // Of 600 numbers ahead 500 have somebody: with 300 called, half have gone.
  expect(now(board(400), board(700))).toMatchObject({
    position: 250,
    etaSeconds: { low: 150, high: 300 },
  });
});

test('no board moves a place further back, below 1, or past more people than were called', () => {
  for (let seed = 1; seed < 300; seed += 1) {
    const step = (seed * 7_919) % 97;
    const place: PlaceState = {
      ...far,
      number: 200 + ((seed * 31) % 900),
      position: 1 + ((seed * 53) % 700),
    };
    let news = noNews;
    let before = place.position;
    for (let served = 100; served < 1_300; served += step === 0 ? 250 : step) {
      news = hear(news, asked.answers, board(served % 7 === 0 ? served - 60 : served));
      const position = placeNow({ ...asked, place }, news)?.position ?? 0;
      expect(position).toBeLessThanOrEqual(before);
      expect(position).toBeGreaterThanOrEqual(Math.max(1, place.position - (served - 40)));
      before = position;
    }
  }
});

test('an answer is newer than the boards before it', () => {
  const news = heard(board(400), board(700, { message: 'hello' }));
  expect(placeNow({ ...asked, answers: 4 }, news)).toEqual(far);
  expect(hear(news, 4, board(710))).toMatchObject({
    first: { served: 710 },
    last: { served: 710 },
  });
});

test('a pause, a message and the putting in order are shown at once, and no time to wait while nobody enters', () => {
  expect(now(board(400, { message: 'hello' }))).toEqual({ ...far, message: 'hello' });
  expect(now(board(400, { paused: { reason: 'rain' } }))).toEqual({
    ...far,
    paused: { reason: 'rain' },
    etaSeconds: null,
  });
  expect(now(board(400, { recovering: true }))).toEqual({
    ...far,
    recovering: true,
    etaSeconds: null,
  });
  const paused = { ...asked, place: { ...far, paused: { reason: 'rain' }, etaSeconds: null } };
  expect(placeNow(paused, heard(board(400)))).toEqual({ ...far, etaSeconds: null });
});

test('those behind are counted by the board: they follow whoever joins, leaves or is let in', () => {
  expect(now(board(400, { waiting: 557 }))).toMatchObject({ position: 500, behind: 57 });
  expect(now(board(400, { waiting: 557 }), board(400, { waiting: 614 }))).toMatchObject({
    position: 500,
    behind: 114,
  });
  expect(now(board(400, { waiting: 557 }), board(700, { waiting: 307 }))).toMatchObject({
    position: 250,
    behind: 57,
  });
  expect(now(board(400, { waiting: 557 }), board(400, { waiting: 520 }))).toMatchObject({
    position: 500,
    behind: 20,
  });
  const alone: PlaceState = { ...far, number: 8, position: 1, behind: 0 };
  expect(placeNow({ ...asked, place: alone }, heard(board(7, { waiting: 1 })))).toMatchObject({
    position: 1,
    behind: 0,
  });
});

test('a board that counts fewer than the place has before it says nothing of those behind', () => {
  expect(now(board(400, { waiting: 12, recovering: true }))).toMatchObject({
    position: 500,
    behind: far.behind,
  });
});

test('what one has, once it is one’s turn, no board changes', () => {
  const active: Visit = { ...asked, place: { ...far, state: 'ACTIVE', position: 0 } };
  expect(placeNow(active, heard(board(1), board(2_000, { message: 'hello' })))).toEqual(
    active.place,
  );
});

test.each([
  ['the number is called: within a second', board(999), board(1_000), 1_000],
  ['the number is called, and more: within a second', board(400), board(1_500), 1_000],
  ['it had been called before the first board: within a second', null, board(1_000), 1_000],
  ['it was called already: no news', board(1_000), board(1_001), null],
  ['others are called: no news', board(400), board(999), null],
  [
    'entry is paused: within the time that the server gives each',
    board(400),
    board(400, { paused: { reason: '' } }),
    15_000,
  ],
  ['entry goes on', board(400, { paused: { reason: '' } }), board(400), 15_000],
  [
    'paused since the answer, by the first board',
    null,
    board(400, { paused: { reason: '' } }),
    15_000,
  ],
  [
    'another reason for the pause: no news',
    board(1, { paused: { reason: 'a' } }),
    board(1, { paused: { reason: 'b' } }),
    null,
  ],
  ['the line is in order again', board(400, { recovering: true }), board(400), 15_000],
  [
    'the line is being put in order: nothing to ask yet',
    board(400),
    board(400, { recovering: true }),
    null,
  ],
  ['a message: it has been read', board(400), board(400, { message: 'hello' }), null],
])('%s', (_, before, after, mostMs) => {
  expect(askInMs(far, before, after, 0)).toBe(mostMs === null ? null : 0);
  expect(askInMs(far, before, after, 0.5)).toBe(mostMs === null ? null : mostMs / 2);
});

test.each([
  ['far back, while the board tells: only to be seen', asked, heard(board(400)), 500, 40_000],
  [
    'far back, with a short grace time',
    { ...asked, place: { ...far, heartbeatMs: 16_000 } },
    heard(board(400)),
    500,
    16_000,
  ],
  ['alone: as the server says', asked, noNews, 500, 15_000],
  ['the stream is lost', asked, { ...heard(board(400)), alive: false }, 500, 15_000],
  ['near the front', asked, heard(board(400)), 50, 15_000],
  ['passed by, where the board cannot tell the turn', asked, heard(board(1_000)), 500, 15_000],
  [
    'no answer: by the backing off',
    { ...asked, trouble: { code: 'TRY_AGAIN' as const }, nextMs: 2_000 },
    heard(board(400)),
    500,
    2_000,
  ],
  ['over', { ...asked, nextMs: false as const }, heard(board(400)), 500, false],
])('the next asking, %s', (_, visit, news, position, ms) => {
  expect(pollMs(visit, news, { ...(visit.place ?? far), position })).toBe(ms);
});

test('a board is read with whatever else it tells, and nothing else is taken for one', () => {
  const told = {
    concertId: 1,
    active: 3,
    capacity: 5,
    nextPollMs: 1_500,
    ...board(7, { paused: { reason: 'rain' } }),
  };
  expect(boardSchema.parse(told)).toEqual(board(7, { paused: { reason: 'rain' } }));
  for (const wrong of [
    null,
    7,
    {},
    { ...told, served: '7' },
    { ...told, waiting: null },
    { ...told, served: -1 },
    { ...told, paused: true },
  ])
    expect(boardSchema.safeParse(wrong).success).toBe(false);
});
