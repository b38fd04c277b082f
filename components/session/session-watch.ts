import { refusalOf } from '../errors.ts';
import { needsSession } from './needs-session.ts';

/** Whom this document is shown to: a person's UUID, null for nobody, undefined until it is known. */
export type Viewer = string | null | undefined;

/** The document and its way to ask who has signed in now; `ask` refuses with NOT_YOURS where that is not the viewer. */
export interface SessionPage {
  path: () => string;
  reload: () => void;
  ask: () => Promise<{ userId: string } | null>;
}

/** Another person's queue cookie refuses every poll so: that says nothing new of the session for a while. */
const recheckMs = 30_000;

/**
 * Notices that the session has ended, or become another person's, while a document is shown. What it shows of one person is never
 * left for another: a changed session reloads it, an ended one closes the page behind the sign-in.
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

  /** Asks who has signed in now. */
  const check = async (): Promise<void> => {
    const answer = await page.ask().catch((error: unknown) => refusalOf(error).code);
    if (answer === null) end();
    else if (typeof answer === 'string') {
      if (answer === 'NOT_YOURS') page.reload(); // any other is no answer
    } else if (endedAt !== null || (typeof known === 'string' && answer.userId !== known))
      page.reload();
    else sameUntil = clock() + recheckMs;
  };

  return {
    viewer: (): Viewer => known,
    /** The page's path when the session ended; null while it lasts. */
    endedAt: () => endedAt,
    subscribe: (listener: () => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    check,
    /** A call has failed. */
    failed: (error: unknown): void => {
      const { code } = refusalOf(error);
      if (code === 'NOT_SIGNED_IN') end();
      else if (code === 'NOT_YOURS' && clock() >= sameUntil) void check();
    },
    /** Another tab is shown to this viewer, or the server has rendered this one anew. */
    heard: (theirs: string | null): void => {
      if (theirs !== known || endedAt !== null) void check();
    },
    /** The document did not know whom it is shown to, and now does. */
    learn: (userId: string | null): void => {
      known ??= userId ?? undefined;
    },
  };
}
export type SessionWatch = ReturnType<typeof createSessionWatch>;
