import { useRef } from 'react';

/**
 * The idempotency key of an attempt. Asking for the same thing again is the same attempt, and its key the same, until it is
 * settled: so a retry after a lost answer is not carried out twice.
 */
export function useAttemptKey(): { keyFor: (what: string | number) => string; settled: () => void } {
  const attempt = useRef<{ what: string | number; key: string }>(null);
  return {
    keyFor: (what) => {
      if (attempt.current?.what !== what) attempt.current = { what, key: crypto.randomUUID() };
      return attempt.current.key;
    },
    settled: () => {
      attempt.current = null;
    },
  };
}
