import { expect, test } from 'vitest';
import { isPageFile, pagesToKeep, reservationsMax } from './ticket-pages.ts';

const now = Date.parse('2030-06-01T12:00:00+09:00');
const inHours = (hours: number) => new Date(now + hours * 3_600_000).toISOString();
const reservation = (reservationId: number, startsInHours: number, changed: object = {}) => ({
  reservationId,
  status: 'PAID' as const,
  seats: [1],
  startsAt: inHours(startsInHours),
  endsAt: inHours(startsInHours + 2),
  ...changed,
});

test('the list and the paid reservations ahead are kept, the next first, in the page’s language', () => {
  const all = [
    reservation(1, 48),
    reservation(2, 24),
    reservation(3, -1), // has begun
    reservation(4, -3),
    reservation(5, 24, { status: 'CANCELLED' }),
    reservation(6, 24, { status: 'HELD' }),
    reservation(7, 24, { seats: [] }), // all given away
  ];
  expect(pagesToKeep('ko', all, now)).toEqual([
    '/reservations',
    '/reservations/3',
    '/reservations/2',
    '/reservations/1',
  ]);
  expect(pagesToKeep('en', all, now)[1]).toBe('/en/reservations/3');
});

test('a device keeps the pages of at most 20 reservations', () => {
  const many = Array.from({ length: 50 }, (_, at) => reservation(at + 1, at));
  expect(pagesToKeep('ko', many, now)).toHaveLength(1 + reservationsMax);
});

test('a device keeps the files of pages, and no answer of the API or PDF', () => {
  for (const path of ['/_next/static/chunks/a.js', '/posters/artwork-1-a.svg', '/icon.svg'])
    expect([path, isPageFile(path)]).toEqual([path, true]);
  for (const path of ['/api/trpc/reservation.get', '/reservations/1/tickets.pdf', '/reservations'])
    expect([path, isPageFile(path)]).toEqual([path, false]);
});
