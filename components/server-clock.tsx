'use client';

import { useSyncExternalStore } from 'react';
import { createServerTime, type ServerNow } from './server-time.ts';

const tickMs = 250;
const answerMsMax = 10_000;

const serverTime = createServerTime({
  monotonicMs: () => performance.now(),
  wallMs: () => Date.now(),
  askDate: async () => {
    const signal = AbortSignal.timeout(answerMsMax);
    const { headers } = await fetch('/api/health', { method: 'HEAD', cache: 'no-store', signal });
    return headers.get('date');
  },
});

/**
 * Waits for the first measurement of the server's clock. Uses the device's clock if the measurement
 * fails.
 */
export async function serverNow(): Promise<ServerNow> {
  await serverTime.ready();
  return serverTime.now();
}

const listeners = new Set<() => void>();
let stop: (() => void) | undefined;

function notify(): void {
  for (const listener of listeners) listener();
}

function start(): () => void {
  const closing = new AbortController();
  const { signal } = closing;
  const tick = () => {
    void serverTime.tick().then(notify);
    notify();
  };
  const measureOnReturn = () => void serverTime.measureOnReturn().then(notify);
  const timer = setInterval(tick, tickMs);
  window.addEventListener('focus', measureOnReturn, { signal });
  window.addEventListener('online', measureOnReturn, { signal });
  window.addEventListener('pageshow', measureOnReturn, { signal });
  document.addEventListener(
    'visibilitychange',
    () => document.visibilityState === 'visible' && measureOnReturn(),
    { signal },
  );
  tick();
  return () => {
    closing.abort();
    clearInterval(timer);
  };
}

/** Shares one timer among all countdowns of a page. */
function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  stop ??= start();
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    stop?.();
    stop = undefined;
  };
}

const secondsUntil = (moment: string, nowMs: number) =>
  Math.max(0, Math.ceil((Date.parse(moment) - nowMs) / 1_000));

/**
 * Returns the whole seconds (≥ 0) until `opensAt`. Uses the lower bound of the server's clock, so
 * that the countdown never ends before the opening. Uses the device's clock until the first
 * measurement. Returns null during server rendering.
 */
export function useCountdown(opensAt: string): number | null {
  return useSyncExternalStore(
    subscribe,
    () => secondsUntil(opensAt, serverTime.now().earliestMs),
    () => null,
  );
}

/**
 * Returns the whole seconds (≥ 0) until `expiresAt`. Uses the upper bound of the server's clock, so
 * that the countdown never shows too much time. Returns null if `expiresAt` is null, and until the
 * first measurement ends.
 */
export function useTimeLeft(expiresAt: string | null): number | null {
  return useSyncExternalStore(
    subscribe,
    () =>
      expiresAt === null || !serverTime.isTried()
        ? null
        : secondsUntil(expiresAt, serverTime.now().latestMs),
    () => null,
  );
}

/**
 * Returns the whole seconds (≥ 0) since `at`. Returns null until the first measurement ends.
 */
export function useSecondsSince(at: string): number | null {
  return useSyncExternalStore(
    subscribe,
    () =>
      serverTime.isTried()
        ? Math.max(0, Math.floor((serverTime.now().latestMs - Date.parse(at)) / 1_000))
        : null,
    () => null,
  );
}

const secondMs = 1_000;

/** Returns the server's time in ms, in whole seconds. Returns null during server rendering. */
export function useServerTime(): number | null {
  return useSyncExternalStore(
    subscribe,
    () => Math.floor(serverTime.now().latestMs / secondMs) * secondMs,
    () => null,
  );
}
