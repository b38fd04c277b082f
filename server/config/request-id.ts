import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';

export const requestIdHeader = 'x-request-id';

interface Followed {
  id: string | undefined;
}

// Next bundles its own copy of this module into the pages; both copies share one storage.
const shared = globalThis as Record<symbol, AsyncLocalStorage<Followed> | undefined>;
const current = (shared[Symbol.for('jari.request-id')] ??= new AsyncLocalStorage<Followed>());

/** Returns the client's id for a request if that id is well-formed, otherwise a new id. */
export function requestIdFrom(given: string | undefined): string {
  return given !== undefined && /^[A-Za-z0-9._-]{1,128}$/.test(given) ? given : randomUUID();
}

/**
 * Runs `work` as the request with this id. Clears the id when `work` ends, because shared
 * connections and timers outlive the request and their log lines do not concern the request.
 */
export async function inRequest<T>(id: string, work: () => Promise<T> | T): Promise<T> {
  const followed: Followed = { id };
  try {
    return await current.run(followed, work);
  } finally {
    followed.id = undefined;
  }
}

/** Returns the id of the request that this code runs for, or undefined outside a request. */
export function requestId(): string | undefined {
  return current.getStore()?.id;
}
