import { createEvent, type DateTime } from 'ics';

interface CalendarEntry {
  reservationId: number;
  title: string;
  venue: string;
  description: string;
  startsAt: string;
  endsAt: string;
}

function utc(iso: string): DateTime {
  const at = new Date(iso);
  return [at.getUTCFullYear(), at.getUTCMonth() + 1, at.getUTCDate(), at.getUTCHours(), at.getUTCMinutes()];
}

/** An iCalendar file with one show. The same reservation is the same event, however often it is added. */
export function calendarOf({ reservationId, title, venue, description, startsAt, endsAt }: CalendarEntry): string {
  const { error, value } = createEvent({
    uid: `reservation-${reservationId}@jari`,
    productId: 'jari',
    title,
    location: venue,
    description,
    start: utc(startsAt),
    startInputType: 'utc',
    end: utc(endsAt),
    endInputType: 'utc',
    status: 'CONFIRMED',
    busyStatus: 'BUSY',
  });
  if (value === null) throw error ?? new Error('the calendar file could not be written');
  return value;
}
