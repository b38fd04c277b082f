import { expect, test } from 'vitest';
import { shapeOf } from './shape.ts';

test.each([
  ['/', ''],
  ['/en', ''],
  ['/concerts/1', 'concerts'],
  ['/en/concerts/1', 'concerts'],
  ['/zh', ''],
  ['/ja/concerts/1', 'concerts'],
  ['/concerts/1/queue', 'queue'],
  ['/en/concerts/1/dates', 'dates'],
  ['/concerts/1/seats/2', 'seats'],
  ['/checkout/3', 'checkout'],
  ['/en/reservations', 'reservations'],
  ['/reservations/3', 'reservations'],
  ['/reservations/3/calendar', null],
  ['/admin', null],
  ['/admin/concerts/1/seats', null],
  ['/en/admin/concerts/1', null],
])('the page at %s has the skeleton %s', (path, shape) => {
  expect(shapeOf(path)).toBe(shape);
});
