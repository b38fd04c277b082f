import { useEffect, useState } from 'react';

/**
 * Returns the remaining seconds of `ms`. A new `of` restarts the countdown. Uses the monotonic
 * clock, which no user can set.
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
