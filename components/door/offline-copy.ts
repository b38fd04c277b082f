import { pathIn, splitLanguage } from '#server/config/languages.schema.ts';

/**
 * Registers the service worker of the door (server/pages/door-worker.mjs) and gives it the addresses
 * of this page. Does nothing without TLS, where browsers have no service workers.
 */
export async function keepOffline(): Promise<void> {
  const workers = (navigator as Partial<Navigator>).serviceWorker;
  if (workers === undefined) return;
  try {
    const scope = pathIn(splitLanguage(location.pathname).language, '/door');
    await workers.register('/door/worker.js', { scope });
    const { active } = await workers.ready;
    const files = performance
      .getEntriesByType('resource')
      .map(({ name }) => new URL(name))
      .filter(({ origin, pathname }) => origin === location.origin && isFile(pathname))
      .map(({ pathname }) => pathname);
    active?.postMessage({ keep: [location.pathname, ...new Set(files)] });
  } catch (error) {
    // The browser blocks service workers, as in some private modes, or the network is gone.
    if (!(error instanceof Error)) throw error;
  }
}

const isFile = (path: string): boolean => /^\/_next\/static\/|^\/icon\.svg$/.test(path);
