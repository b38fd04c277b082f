import { expect, test } from 'vitest';
import { aFreeSeat } from '#tests/support/components.tsx';
import { mergeEvent, mergeSeats } from './merge.ts';
import type { LiveEvent } from './types.ts';

test('changed seats replace their former state, all others stay, and a first message replaces all', () => {
  const [one, two] = [
    { ...aFreeSeat, seat: 1 },
    { ...aFreeSeat, seat: 2 },
  ];
  const held = { ...two, state: 'held' as const };
  expect(mergeSeats([], [two, one], { isFirst: false })).toEqual([one, two]);
  expect(mergeSeats([one, two], [held], { isFirst: false })).toEqual([one, held]);
  expect(mergeSeats([one, two], [held], { isFirst: true })).toEqual([held]);
});

const event = (second: number, eventId = String(second)) => ({
  type: 'event' as const,
  at: new Date(Date.UTC(2030, 0, 1, 0, 0, second)).toISOString(),
  data: {
    eventId,
    kind: 'JOINED' as const,
    userId: null,
    name: null,
    performanceId: null,
    reservationId: null,
    paymentId: null,
    seats: [],
    amount: null,
    people: 1,
    action: null,
    reason: null,
    before: null,
    after: null,
  },
});

test('events are the newest first, at most 200, and a known event is replaced', () => {
  const all = (...events: ReturnType<typeof event>[]) =>
    events.reduce<LiveEvent[]>(mergeEvent, []).map(({ eventId }) => eventId);
  expect(all(event(2), event(1), event(3))).toEqual(['3', '2', '1']);
  expect(all(event(1), event(2), event(3, '1'))).toEqual(['1', '2']);
  const many = Array.from({ length: 250 }, (_, at) => event(at));
  expect(all(...many)).toHaveLength(200);
});
