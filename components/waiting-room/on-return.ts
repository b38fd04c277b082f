const tickMs = 5_000;
const sleptMs = 15_000;

/** Time in which several events count as one return. */
const settleMs = 50;

/**
 * Calls `back` when the user returns from another tab, an offline period, the browser history or
 * the device's sleep.
 */
export function onReturn(back: () => void): () => void {
  const closing = new AbortController();
  const { signal } = closing;
  let soon: ReturnType<typeof setTimeout> | undefined;
  const come = () => {
    clearTimeout(soon);
    soon = setTimeout(back, settleMs);
  };
  const isSeen = () => document.visibilityState === 'visible';
  document.addEventListener('visibilitychange', () => isSeen() && come(), { signal });
  window.addEventListener('pageshow', ({ persisted }) => persisted && come(), { signal });
  window.addEventListener('online', come, { signal });
  // A late timer reveals the device's sleep, which no event reports. Browsers throttle the timers
  // of hidden tabs, so only visible tabs detect sleep.
  let last = Date.now();
  const clock = setInterval(() => {
    if (Date.now() - last > sleptMs && isSeen()) come();
    last = Date.now();
  }, tickMs);
  return () => {
    closing.abort();
    clearInterval(clock);
    clearTimeout(soon);
  };
}
