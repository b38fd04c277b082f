import { startTransition, useEffect } from 'react';
import { useRouter } from '../navigation.ts';

/** Time for which the page shows that the turn has come, while the next page loads. */
const doorMs = 900;

/** Returns false if nobody sees the door, or if the user wants no motion. */
export const showsDoor = (): boolean =>
  document.visibilityState === 'visible' && !matchMedia('(prefers-reduced-motion: reduce)').matches;

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/**
 * Opens the page after the turn. Replaces the history entry, so that the back button leads to the
 * concert. `afterWaiting` is true if the user has seen the wait; the door then shows for 900 ms.
 */
export function useEntry(path: string | null, afterWaiting: boolean): void {
  const router = useRouter();
  useEffect(() => {
    if (path === null) return;
    const enter = () => router.replace(path);
    if (!afterWaiting || !showsDoor()) {
      enter();
      return;
    }
    // React shows the next page only when this transition ends, so that it loads meanwhile.
    startTransition(async () => {
      enter();
      await pause(doorMs);
    });
  }, [router, path, afterWaiting]);
}
