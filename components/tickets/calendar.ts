import { createEvent, type DateTime } from 'ics';

interface CalendarEntry {
  /** Globally unique and permanent id of the entry. */
  uid: string;
  /** Revision number, which increases with each change that a calendar must apply. */
  sequence: number;
  isCancelled: boolean;
  title: string;
  venue: string;
  description: string;
  startsAt: string;
  endsAt: string;
}

const lineOctetsMax = 75;

function utc(iso: string): DateTime {
  const at = new Date(iso);
  return [
    at.getUTCFullYear(),
    at.getUTCMonth() + 1,
    at.getUTCDate(),
    at.getUTCHours(),
    at.getUTCMinutes(),
  ];
}

/**
 * A calendar program updates or cancels its existing entry with the same `uid`. METHOD stays
 * PUBLISH, because CANCEL requires a meeting with an organizer.
 */
export function calendarOf({
  isCancelled,
  startsAt,
  endsAt,
  venue,
  ...entry
}: CalendarEntry): string {
  const { error, value } = createEvent({
    ...entry,
    productId: '-//Jari//Tickets//KO',
    method: 'PUBLISH',
    location: venue,
    start: utc(startsAt),
    startInputType: 'utc',
    end: utc(endsAt),
    endInputType: 'utc',
    status: isCancelled ? 'CANCELLED' : 'CONFIRMED',
    busyStatus: isCancelled ? 'FREE' : 'BUSY',
    transp: isCancelled ? 'TRANSPARENT' : 'OPAQUE',
  });
  if (value === null) throw error ?? new Error('the calendar file could not be written');
  return folded(value);
}

/**
 * Folds the lines again, because `ics` counts characters instead of octets. A fold must not split a
 * character (RFC 5545, 3.1).
 */
function folded(file: string): string {
  const lines = file.replaceAll(/\r\n[ \t]/g, '').split('\r\n');
  return lines.map(foldedLine).join('\r\n');
}

function foldedLine(line: string): string {
  let text = '';
  let octets = 0;
  for (const character of line) {
    const size = Buffer.byteLength(character);
    if (octets + size > lineOctetsMax) {
      text += '\r\n ';
      octets = 1; // The leading space of a folded line counts as one octet.
    }
    text += character;
    octets += size;
  }
  return text;
}
