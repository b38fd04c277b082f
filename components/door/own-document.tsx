'use client';

import { useEffect } from 'react';
import { splitLanguage } from '#server/config/languages.schema.ts';
import { keepOffline } from './offline-copy.ts';

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
