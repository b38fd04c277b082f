export interface AttemptKeys {
  /** The idempotency key of the attempt at `what`. */
  keyFor: (what: string | number) => string;
  /** The attempt's outcome is known: asking for the same thing again is a new one. */
  settled: () => void;
}

/** A key of 128 random bits. `randomUUID` is missing where a page has no TLS. */
export function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/**
 * Asking for the same thing again is the same attempt, and its key the same, until it is settled: so a retry after a lost answer
 * is not carried out twice.
 */
export function attemptKeys(): AttemptKeys {
  let attempt: { what: string | number; key: string } | null = null;
  return {
    keyFor: (what) => {
      if (attempt?.what !== what) attempt = { what, key: newKey() };
      return attempt.key;
    },
    settled: () => {
      attempt = null;
    },
  };
}
