import { useEffect, useSyncExternalStore } from 'react';
import type { Outputs } from '../api.ts';
import { ask } from '../network/procedure.ts';
import { shareViewer } from './tabs.ts';

export type Account = NonNullable<Outputs['account']['me']>;

// Public pages are equal for everyone, so the browser asks once per document who is signed in.
// Undefined means unknown, and null a guest.
let known: Account | null | undefined;
let asking: Promise<void> | undefined;
const listeners = new Set<() => void>();

/** Stores the account that the server rendered or answered. Never runs on the server. */
export function learnAccount(account: Account | null): void {
  known = account;
  for (const listener of listeners) listener();
}

/** Forgets a hold that has ended since the answer. */
export function forgetHold(concertId: number): void {
  if (known?.holdsAt.includes(concertId) === true)
    learnAccount({ ...known, holdsAt: known.holdsAt.filter((id) => id !== concertId) });
}

/** Asks the server at most once at a time. Without an answer, the account stays as it is. */
async function askAccount(): Promise<void> {
  asking ??= ask('account', 'me')
    .then(learnAccount)
    .catch(() => undefined)
    .finally(() => (asking = undefined));
  await asking;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Returns the account if this document knows it already. */
export const useKnownAccount = (): Account | null | undefined =>
  useSyncExternalStore(
    subscribe,
    () => known,
    () => undefined,
  );

/** Returns the account, and asks the server for it if `isWanted`. */
export function useAccount(isWanted = true): Account | null | undefined {
  const account = useKnownAccount();
  useEffect(() => {
    if (isWanted && known === undefined) void askAccount();
  }, [isWanted]);
  return account;
}

/** Keeps a public page's account up to date with the session of the browser's other tabs. */
export function useSharedAccount(): Account | null | undefined {
  const account = useAccount();
  const viewer = account === undefined ? undefined : (account?.userId ?? null);
  useEffect(
    () =>
      shareViewer(viewer, {
        heard: (theirs) => {
          if (theirs !== viewer) void askAccount();
        },
        check: askAccount,
      }),
    [viewer],
  );
  return account;
}
