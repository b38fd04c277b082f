const tickMs = 5_000;
const sleptMs = 15_000;

/** Several signs of one coming back are one. */
const settleMs = 50;

/** Calls when somebody is back at the page: from another tab, from offline, by the browser's back, from the device's sleep. */
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
  // A sleep is told by nobody: timers stand still meanwhile and the clock does not. In a hidden tab they are rare anyway.
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
