import { useMemo, useSyncExternalStore } from 'react';
import type { z } from 'zod';
import { chargeInput } from '#server/wallet/wallet.schema.ts';
import { newKey } from '../attempt-key.ts';
import { tabMemory } from '../storage.ts';

/** A top-up whose outcome is not known yet: sent again with the same key, it charges at most once. */
export type ChargeAttempt = z.output<typeof chargeInput>;

// The tab remembers it, so that reloading in the middle of a top-up cannot make two of one.
const nameOf = (userId: string) => `jari-charge-${userId}`;
const listeners = new Set<() => void>();
const changed = () => {
  for (const listener of listeners) listener();
};

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function parse(kept: string | null): ChargeAttempt | null {
  return kept === null ? null : (chargeInput.safeParse(JSON.parse(kept)).data ?? null);
}

/** The attempt to send: the unfinished one where there is one, else a new one. */
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
  const kept = useSyncExternalStore(
    subscribe,
    () => tabMemory.get(nameOf(userId)),
    () => null,
  );
  return useMemo(() => parse(kept), [kept]);
}

/** Whether a reload would forget the unfinished attempt, and with it the key that keeps it from being made twice. */
export function useIsUnsaved(userId: string): boolean {
  return useSyncExternalStore(
    subscribe,
    () => tabMemory.isUnsaved(nameOf(userId)),
    () => false,
  );
}
