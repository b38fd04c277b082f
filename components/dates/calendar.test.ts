import { expect, test } from 'vitest';
import { levelOf, monthsOf, nearestDay } from './calendar.ts';

const show = (startsAt: string) => ({ startsAt });

test('the calendar has the months with shows, each from Sunday to Saturday', () => {
  const months = monthsOf([show('2027-02-14T10:00:00Z'), show('2026-12-31T14:00:00Z')]);
  expect(months.map(({ month }) => month)).toEqual(['2026-12', '2027-02']);
  const [december, february] = months;
  expect(december?.weeks.map((week) => week.map((day) => day?.date ?? 0))).toEqual([
    [0, 0, 1, 2, 3, 4, 5],
    [6, 7, 8, 9, 10, 11, 12],
    [13, 14, 15, 16, 17, 18, 19],
    [20, 21, 22, 23, 24, 25, 26],
    [27, 28, 29, 30, 31, 0, 0],
  ]);
  expect(february?.weeks.flat().filter((day) => day !== null)).toHaveLength(28);
});

test('a show is on its day in Seoul, and several shows of a day share the day', () => {
  const shows = [
    show('2026-12-31T14:59:00Z'),
    show('2026-12-31T15:00:00Z'),
    show('2027-01-01T06:00:00Z'),
  ];
  const days = monthsOf(shows)
    .flatMap(({ weeks }) => weeks.flat())
    .filter((day) => day !== null && day.shows.length > 0);
  expect(days.map((day) => [day?.day, day?.shows.length])).toEqual([
    ['2026-12-31', 1],
    ['2027-01-01', 2],
  ]);
});

test('a day is as free as its freest show', () => {
  const level = (...seats: ('MANY' | 'FEW' | 'NONE')[]) =>
    levelOf(seats.map((one) => ({ seats: one })));
  expect([level('NONE', 'FEW'), level('FEW', 'MANY'), level('NONE'), level()]).toEqual([
    'FEW',
    'MANY',
    'NONE',
    'NONE',
  ]);
});

test('a step goes to the nearest day with a show that is at least as far, in either direction', () => {
  const days = ['2026-12-30', '2027-01-02', '2027-01-09'];
  expect(
    [1, 7, -1, -7].map((step) => [
      nearestDay(days, '2026-12-30', step),
      nearestDay(days, '2027-01-09', step),
    ]),
  ).toEqual([
    ['2027-01-02', undefined],
    ['2027-01-09', undefined],
    [undefined, '2027-01-02'],
    [undefined, '2027-01-02'],
  ]);
});
