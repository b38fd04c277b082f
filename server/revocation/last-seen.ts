import { LRUCache } from 'lru-cache';

/** A session or access token in use is written at most once per minute and instance. */
const writeEveryMs = 60_000;
const perRoundMax = 10_000;

const written = new LRUCache<string, true>({ max: 100_000, ttl: writeEveryMs });
const waiting = new Set<string>();

/**
 * Marks the use of a session or access token. Only a job writes it, so that a poll writes no row.
 */
export function markUsed(credentialId: string): void {
  if (waiting.size >= perRoundMax || written.has(credentialId)) return;
  written.set(credentialId, true);
  waiting.add(credentialId);
}

/** Returns and forgets the marked ids, at most 10,000. */
export function takeSeen(): string[] {
  const ids = [...waiting];
  waiting.clear();
  return ids;
}
