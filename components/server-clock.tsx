'use client';

import { queryOptions, useQuery } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';

/** How far the server's clock is ahead of this device's, in ms. */
export const serverClock = queryOptions({
  queryKey: ['server-clock'],
  staleTime: Infinity,
  queryFn: async () => {
    const sentAt = Date.now();
    const { headers } = await fetch('/api/health', { method: 'HEAD', cache: 'no-store' });
    const middle = (sentAt + Date.now()) / 2;
    // The header has whole seconds: on average the truth is half a second later.
    return Date.parse(headers.get('date') ?? new Date(middle).toUTCString()) + 500 - middle;
  },
});

function everySecond(tick: () => void): () => void {
  const timer = setInterval(tick, 1_000);
  return () => clearInterval(timer);
}
const thisSecond = () => Math.floor(Date.now() / 1_000) * 1_000;

/** Whole seconds until `expiresAt` by the server's clock, never below 0; null while rendering on the server. */
export function useCountdown(expiresAt: string): number | null {
  const { data: offset = 0 } = useQuery(serverClock); // the device's own clock until the server's is known
  const now = useSyncExternalStore(everySecond, thisSecond, () => null);
  return now === null ? null : Math.max(0, Math.ceil((Date.parse(expiresAt) - now - offset) / 1_000));
}
