import { refusalOf } from '../errors.ts';
import { needsSession } from './needs-session.ts';

/** Id of the document's user: null if signed out, undefined if unknown. */
export type Viewer = string | null | undefined;

/**
 * Document whose session `createSessionWatch` checks. `ask` returns the user of the current
 * session, or rejects with NOT_YOURS if another user owns the session.
 */
export interface SessionPage {
  path: () => string;
  reload: () => void;
  ask: () => Promise<{ userId: string } | null>;
}

/**
 * Time for which a confirmation of the document's user is valid. Limits the rate of checks, because another
 * user's queue cookie makes every poll fail with NOT_YOURS.
 */
const recheckMs = 30_000;

/**
 * Detects an ended or changed session, so that one user never sees another user's data. Reloads the
 * document if the session belongs to another user. Replaces the page with a sign-in link if the
 * session ended.
 */
export function createSessionWatch(
  page: SessionPage,
  viewer: Viewer,
  clock: () => number = () => performance.now(),
) {
  let known = viewer;
  let endedAt: string | null = null;
  let sameUntil = -Infinity;
  const listeners = new Set<() => void>();
  const end = () => {
    if (!needsSession(page.path())) return;
    endedAt = page.path();
    for (const listener of listeners) listener();
  };

  const check = async (): Promise<void> => {
    const answer = await page.ask().catch((error: unknown) => refusalOf(error).code);
    if (answer === null) end();
    else if (typeof answer === 'string') {
      if (answer === 'NOT_YOURS') page.reload(); // Only NOT_YOURS reveals another user's session.
    } else if (endedAt !== null || (typeof known === 'string' && answer.userId !== known))
      page.reload();
    else sameUntil = clock() + recheckMs;
  };

  return {
    viewer: (): Viewer => known,
    /** Returns the path of the page on which the session ended, or null. */
    endedAt: () => endedAt,
    subscribe: (listener: () => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    check,
    failed: (error: unknown): void => {
      const { code } = refusalOf(error);
      if (code === 'NOT_SIGNED_IN') end();
      else if (code === 'NOT_YOURS' && clock() >= sameUntil) void check();
    },
    /**
     * Receives the viewer from another tab or a new render. Checks the session if the received
     * viewer differs from the known viewer.
     */
    heard: (theirs: string | null): void => {
      if (theirs !== known || endedAt !== null) void check();
    },
    /** Sets the viewer of a page template, which starts without a viewer. */
    learn: (userId: string | null): void => {
      known ??= userId ?? undefined;
    },
  };
}
export type SessionWatch = ReturnType<typeof createSessionWatch>;
