import { useSyncExternalStore } from 'react';

function onChange(changed: () => void): () => void {
  const closing = new AbortController();
  for (const event of ['online', 'offline'])
    window.addEventListener(event, changed, { signal: closing.signal });
  return () => closing.abort();
}

/** Returns true if the browser has a network, even if the server is unreachable. */
export function useOnline(): boolean {
  return useSyncExternalStore(
    onChange,
    () => navigator.onLine,
    () => true,
  );
}
