import { useEffect, useState } from 'react';

/**
 * Counts down `ms` in seconds, and starts again when `of` changes. Uses the monotonic clock,
 * because the user cannot set that clock.
 */
export function useSecondsLeft(ms: number, of: unknown): number {
  const [left, setLeft] = useState({ of, seconds: Math.ceil(ms / 1_000) });
  if (left.of !== of) setLeft({ of, seconds: Math.ceil(ms / 1_000) });
  useEffect(() => {
    if (ms <= 0) return;
    const endsAt = performance.now() + ms;
    const timer = setInterval(() => {
      setLeft({ of, seconds: Math.max(0, Math.ceil((endsAt - performance.now()) / 1_000)) });
    }, 1_000);
    return () => clearInterval(timer);
  }, [ms, of]);
  return left.seconds;
}
