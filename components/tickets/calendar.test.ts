import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { calendarOf } from './calendar.ts';

const entry = {
  uid: 'reservation-42@installation',
  sequence: 0,
  isCancelled: false,
  title: '봄밤, 그리고; \\여름',
  venue: '올림픽홀',
  description: '1, 2번 좌석',
  startsAt: '2030-06-01T19:30:00+09:00',
  endsAt: '2030-06-01T22:00:00+09:00',
};
/** Unfolds the file, so that a test can compare whole lines. */
const linesOf = (file: string) => file.replaceAll(/\r\n[ \t]/g, '').split('\r\n');

test('the calendar entry has the right time in every server time zone', () => {
  vi.stubEnv('TZ', 'America/New_York');
  // Proves that the stubbed time zone is in effect.
  expect(new Date(entry.startsAt).getHours()).toBe(6);
  const lines = linesOf(calendarOf(entry));
  expect(lines).toContain('DTSTART:20300601T103000Z');
  expect(lines).toContain('DTEND:20300601T130000Z');
  expect(lines).toContain('LOCATION:올림픽홀');
});

test('the format’s special characters in a title are escaped', () => {
  expect(linesOf(calendarOf(entry))).toContain('SUMMARY:봄밤\\, 그리고\\; \\\\여름');
});

const units = fc.constantFrom('가', '힣', 'a', ' ', '😀', 'é', '\u0301');
// Sets `size`, because fast-check generates short texts by default.
const plain = fc.string({ unit: units, minLength: 1, maxLength: 200, size: 'max' });

test('no line is longer than 75 octets, no character is cut, and unfolding restores every text', () => {
  fc.assert(
    fc.property(plain, plain, (title, venue) => {
      const file = Buffer.from(calendarOf({ ...entry, title: `x${title}`, venue: `x${venue}` }));
      const octets = file.toString('latin1').split('\r\n');
      expect(octets.filter((line) => line.length > 75)).toEqual([]);
      for (const line of octets)
        new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(line, 'latin1'));
      expect(octets.at(-1)).toBe('');
      expect(linesOf(file.toString())).toEqual(
        expect.arrayContaining([`SUMMARY:x${title}`, `LOCATION:x${venue}`]),
      );
    }),
    { numRuns: 50 },
  );
});

test('a changed entry keeps its id and increases its sequence; a cancelled entry is marked as cancelled and free', () => {
  const lines = linesOf(calendarOf(entry));
  expect(lines).toEqual(
    expect.arrayContaining([
      'METHOD:PUBLISH',
      'UID:reservation-42@installation',
      'SEQUENCE:0',
      'STATUS:CONFIRMED',
      'TRANSP:OPAQUE',
    ]),
  );
  const later = linesOf(calendarOf({ ...entry, sequence: 3, isCancelled: true }));
  expect(later).toEqual(
    expect.arrayContaining([
      'METHOD:PUBLISH',
      'UID:reservation-42@installation',
      'SEQUENCE:3',
      'STATUS:CANCELLED',
      'TRANSP:TRANSPARENT',
    ]),
  );
});
