import { type Language, pathIn } from '#server/config/languages.schema.ts';
import type { Booking } from '../booking.ts';

/** Cache of the service worker (server/pages/tickets-worker.mjs). */
export const ticketCache = 'jari-tickets';
/** Reservations whose pages one device keeps. */
export const reservationsMax = 20;

type Listed = Pick<Booking, 'reservationId' | 'status' | 'seats' | 'startsAt' | 'endsAt'>;

/**
 * Returns the pages that the device keeps: the list, and the paid reservations of performances that
 * have not ended, the next first. `now` is a Unix time in ms.
 */
export function pagesToKeep(language: Language, reservations: readonly Listed[], now: number) {
  const ahead = reservations
    .filter(({ status, seats }) => status === 'PAID' && seats.length > 0)
    .filter(({ endsAt }) => Date.parse(endsAt) > now)
    .sort((a, b) => Date.parse(a.startsAt) - Date.parse(b.startsAt))
    .slice(0, reservationsMax);
  const paths = ahead.map(({ reservationId }) => `/reservations/${reservationId}`);
  return ['/reservations', ...paths].map((path) => pathIn(language, path));
}

/** Returns true for the paths of files that a page needs and the device may keep. */
export const isPageFile = (path: string): boolean =>
  /^\/_next\/static\/|^\/posters\/|^\/icon\.svg$/.test(path);
