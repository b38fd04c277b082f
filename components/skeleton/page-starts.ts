type Listener = (path: string) => void;
const listeners = new Set<Listener>();

/** Calls `listener` with the path of each page that Next's router begins to open after a press. */
export function onPageStart(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/**
 * Calls the listeners when the router begins to open `url`. Ignores moves within a page, and moves
 * without a press, which replace the history entry or return to an earlier one.
 */
export function startPage(url: string, type: 'push' | 'replace' | 'traverse'): void {
  const { pathname } = new URL(url, window.location.href);
  if (type !== 'push' || pathname === window.location.pathname) return;
  for (const listener of listeners) listener(pathname);
}
