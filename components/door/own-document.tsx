'use client';

import { useEffect } from 'react';
import { pathIn, splitLanguage } from '#server/config/languages.schema.ts';

const isDoor = (path: string): boolean => /^\/door(\/|$)/.test(splitLanguage(path).path);

/**
 * Loads the pages of the door as documents of their own, because only their documents may use the
 * camera. Reloads a document that client navigation brings to the door, and one that leaves it.
 * Keeps a copy of the page for the time without a network.
 */
export function OwnDocument() {
  useEffect(() => {
    const [loaded] = performance.getEntriesByType('navigation');
    if (loaded !== undefined && !isDoor(new URL(loaded.name).pathname)) window.location.reload();
    else void keepOffline();
    return () => {
      if (!isDoor(window.location.pathname)) window.location.reload();
    };
  }, []);
  return null;
}

/**
 * Registers the service worker of the door (server/pages/door-worker.mjs) and gives it the addresses
 * of this page. Does nothing without TLS, where browsers have no service workers.
 */
async function keepOffline(): Promise<void> {
  const workers = (navigator as Partial<Navigator>).serviceWorker;
  if (workers === undefined) return;
  try {
    const scope = pathIn(splitLanguage(location.pathname).language, '/door');
    await workers.register('/door/worker.js', { scope });
    const { active } = await workers.ready;
    const files = performance
      .getEntriesByType('resource')
      .map(({ name }) => new URL(name))
      .filter(({ origin, pathname }) => origin === location.origin && isFile(pathname))
      .map(({ pathname }) => pathname);
    active?.postMessage({ keep: [location.pathname, ...new Set(files)] });
  } catch (error) {
    // The browser blocks service workers, as in some private modes, or the network is gone.
    if (!(error instanceof Error)) throw error;
  }
}

const isFile = (path: string): boolean => /^\/_next\/static\/|^\/icon\.svg$/.test(path);
