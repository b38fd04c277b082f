'use client';

import { useEffect } from 'react';
import { pathIn, splitLanguage } from '#server/config/languages.schema.ts';
import type { Booking } from '../booking.ts';
import { isPageFile, pagesToKeep } from './ticket-pages.ts';

interface KeepTicketsProps {
  /** Id of the user, whose pages alone the device keeps. */
  userId: string;
  reservations: readonly Booking[];
}

/** Keeps the user's reservations with their QR codes for the time without a network. */
export function KeepTickets({ userId, reservations }: KeepTicketsProps) {
  useEffect(() => {
    void keep(userId, reservations);
  }, [userId, reservations]);
  return null;
}

/**
 * Registers the service worker of the tickets and gives it the addresses of the pages and files. Does
 * nothing without TLS, where browsers have no service workers.
 */
async function keep(owner: string, reservations: readonly Booking[]): Promise<void> {
  const workers = (navigator as Partial<Navigator>).serviceWorker;
  if (workers === undefined) return;
  try {
    const { language } = splitLanguage(location.pathname);
    const scope = pathIn(language, '/reservations');
    await workers.register('/reservations/worker.js', { scope });
    const { active } = await workers.ready;
    const files = performance
      .getEntriesByType('resource')
      .map(({ name }) => new URL(name))
      .filter(({ origin, pathname }) => origin === location.origin && isPageFile(pathname))
      .map(({ pathname }) => pathname);
    const paths = [...pagesToKeep(language, reservations, Date.now()), ...new Set(files)];
    active?.postMessage({ owner, paths });
  } catch (error) {
    // The browser blocks service workers, as in some private modes, or the network is gone.
    if (!(error instanceof Error)) throw error;
  }
}
