import { ticketCache } from './ticket-pages.ts';

/** Removes the kept pages of the user who signs out. Pages without TLS keep none. */
export async function forgetTickets(): Promise<void> {
  if ('caches' in globalThis) await caches.delete(ticketCache).catch(() => false);
}
