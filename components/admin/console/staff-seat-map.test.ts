import { createElement } from 'react';
import { expect, test } from 'vitest';
import { aFreeSeat, markupOf } from '#tests/support/components.tsx';
import { SeatShape } from '../../seat-map/seat-shape.tsx';
import { type AdminSeat, seatStates } from '../seat-words.ts';
import { StaffSeatMap } from './staff-seat-map.tsx';

/** Returns the markup of a map with the seats 1 and 2, of which seat 2 is dearer. */
const mapOf = (changes: Partial<AdminSeat>, isCompact: boolean): string =>
  markupOf(
    createElement(StaffSeatMap, {
      seats: [
        { ...aFreeSeat, ...changes },
        { ...aFreeSeat, seat: 2, grade: 'VIP', price: 500_000, state: 'sold' },
      ],
      isCompact,
      onPress: () => undefined,
    }),
  );

test.each([true, false])(
  'staff see a free seat in the shape that fans see, with its grade and kind (compact: %s)',
  (isCompact) => {
    for (const kind of ['STANDARD', 'WHEELCHAIR', 'COMPANION', 'RESTRICTED'] as const) {
      const look = { look: 'available', kind, rank: 1, number: 1 } as const;
      const shape = markupOf(createElement(SeatShape, look));
      expect(mapOf({ kind }, isCompact)).toContain(shape);
    }
  },
);

test('a seat shows its number in every state, and each state and a void ticket has its own shape', () => {
  const looks = [
    ...seatStates.map((state) => ({ state })),
    { state: 'sold' as const, ticketVoid: true },
  ];
  const shapes = looks.map((look) => {
    const seat = /data-seat="1".*?<\/title>(.*)/s.exec(mapOf(look, true))?.[1] ?? '';
    expect(seat).toMatch(/<text[^>]*>1<\/text>/);
    return seat;
  });
  expect(new Set(shapes).size).toBe(looks.length);
});
