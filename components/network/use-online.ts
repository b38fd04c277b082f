import { useSyncExternalStore } from 'react';

function onChange(changed: () => void): () => void {
  const closing = new AbortController();
  for (const event of ['online', 'offline'])
    window.addEventListener(event, changed, { signal: closing.signal });
  return () => closing.abort();
}

/** Whether the browser has a network at all; that it has one says nothing of whether we are reached. */
export function useOnline(): boolean {
  return useSyncExternalStore(
    onChange,
    () => navigator.onLine,
    () => true,
  );
}
