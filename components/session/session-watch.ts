import { refusalOf } from '../errors.ts';
import { needsSession } from './needs-session.ts';

/** The user whom this document shows: a UUID, null if signed out, undefined until it is known. */
export type Viewer = string | null | undefined;

/**
 * The document and a request for the current session's user. `ask` rejects with NOT_YOURS if that
 * is another user.
 */
export interface SessionPage {
  path: () => string;
  reload: () => void;
  ask: () => Promise<{ userId: string } | null>;
}

/**
 * Another user's queue cookie makes every poll fail with NOT_YOURS, so a check that found the same
 * user stays valid for 30 s.
 */
const recheckMs = 30_000;

/**
 * Detects that the session ended or changed while a document is shown, so that one user never sees
 * another's data. A changed session reloads the document. An ended session closes the page behind
 * the sign-in.
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
      if (answer === 'NOT_YOURS') page.reload(); // any other refusal decides nothing
    } else if (endedAt !== null || (typeof known === 'string' && answer.userId !== known))
      page.reload();
    else sameUntil = clock() + recheckMs;
  };

  return {
    viewer: (): Viewer => known,
    /** The page's path when the session ended, or null. */
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
    /** Another tab reported its viewer, or the server rendered this document again. */
    heard: (theirs: string | null): void => {
      if (theirs !== known || endedAt !== null) void check();
    },
    /** Sets the viewer of a page template. */
    learn: (userId: string | null): void => {
      known ??= userId ?? undefined;
    },
  };
}
export type SessionWatch = ReturnType<typeof createSessionWatch>;
