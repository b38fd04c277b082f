import { expect, test, vi } from 'vitest';
import { calendarOf } from './calendar.ts';

const entry = {
  reservationId: 42,
  title: '봄밤, 그리고; \\여름',
  venue: '올림픽홀',
  description: '1, 2번 좌석',
  startsAt: '2030-06-01T19:30:00+09:00',
  endsAt: '2030-06-01T22:00:00+09:00',
};
/** The file's lines as a calendar reads them: those that were folded are one again. */
const linesOf = (file: string) => file.replaceAll(/\r\n[ \t]/g, '').split('\r\n');

test('the show stands in the calendar at its time, wherever the server is', () => {
  vi.stubEnv('TZ', 'America/New_York');
  expect(new Date(entry.startsAt).getHours()).toBe(6); // the server is there now
  const lines = linesOf(calendarOf(entry));
  expect(lines).toContain('DTSTART:20300601T103000Z');
  expect(lines).toContain('DTEND:20300601T130000Z');
  expect(lines).toContain('LOCATION:올림픽홀');
});

test('a title that uses the format’s own signs stays a title', () => {
  expect(linesOf(calendarOf(entry))).toContain('SUMMARY:봄밤\\, 그리고\\; \\\\여름');
});

test('the same reservation is the same event, another one is another', () => {
  const eventOf = (reservationId: number) =>
    linesOf(calendarOf({ ...entry, reservationId })).find((line) => line.startsWith('UID:'));
  expect(eventOf(42)).toBe(eventOf(42));
  expect(eventOf(42)).not.toBe(eventOf(43));
});
