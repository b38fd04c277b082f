import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';

export const requestIdHeader = 'x-request-id';

interface Followed {
  id: string | undefined;
}

// Stores the request id on globalThis, because Next bundles a second copy of this module into the
// pages.
const shared = globalThis as Record<symbol, AsyncLocalStorage<Followed> | undefined>;
const current = (shared[Symbol.for('jari.request-id')] ??= new AsyncLocalStorage<Followed>());

/** Returns the client's request id, or a new UUID if the client sent no well-formed id. */
export function requestIdFrom(given: string | undefined): string {
  return given !== undefined && /^[A-Za-z0-9._-]{1,128}$/.test(given) ? given : randomUUID();
}

/**
 * Makes `requestId` return `id` while `work` runs. Clears the id when `work` ends, because shared
 * connections and timers outlive the request and must not log its id.
 */
export async function inRequest<T>(id: string, work: () => Promise<T> | T): Promise<T> {
  const followed: Followed = { id };
  try {
    return await current.run(followed, work);
  } finally {
    followed.id = undefined;
  }
}

/** Returns the id of the current request, or undefined outside a request. */
export function requestId(): string | undefined {
  return current.getStore()?.id;
}
