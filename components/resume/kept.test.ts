import { expect, test } from 'vitest';
import { aPlace } from '#tests/support/components.tsx';
import type { PlaceState } from '../place-state.ts';
import type { PolledPlace } from '../waiting-room/poll-place.ts';
import { hrefOf, isForgettable, keptFirst, type PlaceAt, seatsByGrade } from './kept.ts';

function at(concertId: number, place: Partial<PlaceState>, after: Partial<PolledPlace> = {}) {
  const polled: PolledPlace = {
    place: { ...aPlace, ...place },
    left: false,
    trouble: null,
    failures: 0,
    answers: 2,
    nextMs: 3_000,
    retryAfterMs: 0,
    ...after,
  };
  return { concertId, polled } satisfies PlaceAt;
}

const turnEnd = '2026-12-01T10:10:00.000Z';
const waiting = at(1, {});
const turn = at(2, { state: 'ACTIVE', expiresAt: turnEnd });
const ended = at(3, { state: 'EXPIRED' });
const hold = {
  reservationId: 9,
  concertId: 2,
  performanceId: 5,
  seats: [22],
  price: 121_000,
  expiresAt: '2026-12-01T10:05:00.000Z',
  offer: false,
};

test('the bar shows the hold first, then a turn, then a place in a queue, then an ended place', () => {
  const all = [ended, waiting, turn];
  expect(keptFirst(all, hold, null)).toEqual({
    kind: 'hold',
    concertId: 2,
    booking: hold,
    expiresAt: turnEnd,
    isElsewhere: false,
  });
  expect(keptFirst(all, null, null)).toMatchObject({ kind: 'turn', concertId: 2 });
  expect(keptFirst(all, null, { concertId: 2 })).toMatchObject({ kind: 'lapsed', concertId: 2 });
  expect(keptFirst([ended, waiting], null, null)).toMatchObject({ kind: 'waiting', isLost: false });
  expect(keptFirst([ended], null, null)).toEqual({ kind: 'ended', concertId: 3 });
  expect(keptFirst([{ concertId: 1, polled: undefined }], null, null)).toBeNull();
});

test('a hold of another device leads through the queue, whose token this device lacks', () => {
  const missing = { place: null, trouble: { code: 'QUEUE_TOKEN_MISSING' as const } };
  const shown = (places: PlaceAt[]) => {
    const kept = keptFirst(places, hold, null);
    return kept?.kind === 'hold' ? [kept.isElsewhere, hrefOf(kept)] : kept;
  };
  expect(shown([at(2, {}, missing)])).toEqual([true, '/concerts/2/queue?date=5']);
  const offline = { place: null, trouble: { code: 'OFFLINE' as const } };
  for (const place of [turn, at(2, {}, offline), { concertId: 2, polled: undefined }])
    expect(shown([place])).toEqual([false, '/checkout/9']);
});

test('an offer of the waitlist leads to its payment, which needs no turn', () => {
  const missing = { place: null, trouble: { code: 'QUEUE_TOKEN_MISSING' as const } };
  const kept = keptFirst([at(2, {}, missing)], { ...hold, offer: true }, null);
  expect(kept === null ? null : hrefOf(kept)).toBe('/checkout/9');
});

test('a lost connection keeps the last place, and a final refusal ends it', () => {
  const lost = at(1, {}, { trouble: { code: 'OFFLINE' } });
  expect(keptFirst([lost], null, null)).toMatchObject({ kind: 'waiting', isLost: true });
  const refused = at(1, {}, { trouble: { code: 'QUEUE_TOKEN_MISSING' } });
  expect(keptFirst([refused], null, null)).toEqual({ kind: 'ended', concertId: 1 });
});

test('a place is forgotten without a notice only if it ended before the first poll or by a payment', () => {
  const paid = { reservationId: 9, concertId: 3, status: 'PAID', ofLatestTurn: true } as const;
  expect(isForgettable(at(3, { state: 'EXPIRED' }, { answers: 1 }), [])).toBe(true);
  expect(isForgettable(ended, [paid])).toBe(true);
  expect(isForgettable(ended, [{ ...paid, ofLatestTurn: false }])).toBe(false);
  expect(isForgettable(ended, [])).toBe(false);
  expect(isForgettable(waiting, [paid])).toBe(false);
  expect(isForgettable({ concertId: 3, polled: undefined }, [])).toBe(false);
});

test('held seats are named by grade, and by number alone until the grades are known', () => {
  const plan = [
    { seat: 3, grade: 'VIP' },
    { seat: 4, grade: 'VIP' },
    { seat: 12, grade: 'R' },
  ];
  expect(seatsByGrade([3, 4, 12], plan)).toBe('VIP 3·4, R 12');
  expect(seatsByGrade([3, 12], [])).toBe('3·12');
});
