import { useMemo, useSyncExternalStore } from 'react';
import type { z } from 'zod';
import { chargeInput } from '#server/wallet/wallet.schema.ts';
import { newKey } from '../attempt-key.ts';
import { tabMemory } from '../storage.ts';

/** Charge with an unknown outcome. A repeat with the same idempotency key charges at most once. */
export type ChargeAttempt = z.output<typeof chargeInput>;

// The tab's storage keeps the attempt, so that a reload during a charge cannot charge twice.
const nameOf = (userId: string) => `jari-charge-${userId}`;
const listeners = new Set<() => void>();
const changed = () => {
  for (const listener of listeners) listener();
};

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function parse(stored: string | null): ChargeAttempt | null {
  return stored === null ? null : (chargeInput.safeParse(JSON.parse(stored)).data ?? null);
}

/** Returns an unfinished attempt instead of a new attempt, so that the user cannot charge twice. */
export function beginCharge(userId: string, amount: number): ChargeAttempt {
  const unfinished = parse(tabMemory.get(nameOf(userId)));
  if (unfinished !== null) return unfinished;
  const attempt = { amount, idempotencyKey: newKey() };
  tabMemory.set(nameOf(userId), JSON.stringify(attempt));
  changed();
  return attempt;
}

export function endCharge(userId: string): void {
  tabMemory.remove(nameOf(userId));
  changed();
}

export function useUnfinishedCharge(userId: string): ChargeAttempt | null {
  const stored = useSyncExternalStore(
    subscribe,
    () => tabMemory.get(nameOf(userId)),
    () => null,
  );
  return useMemo(() => parse(stored), [stored]);
}

/** Returns true if a reload loses the idempotency key of the unfinished attempt. */
export function useIsUnsaved(userId: string): boolean {
  return useSyncExternalStore(
    subscribe,
    () => tabMemory.isUnsaved(nameOf(userId)),
    () => false,
  );
}
