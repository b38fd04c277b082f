import { useSyncExternalStore } from 'react';

function onChange(changed: () => void): () => void {
  const closing = new AbortController();
  for (const event of ['online', 'offline'])
    window.addEventListener(event, changed, { signal: closing.signal });
  return () => closing.abort();
}

/** Whether the browser has a network. It does not show that the server is reachable. */
export function useOnline(): boolean {
  return useSyncExternalStore(
    onChange,
    () => navigator.onLine,
    () => true,
  );
}
