import type { SessionWatch, Viewer } from './session-watch.ts';

/** Returns null if the browser has no such channel or refuses it. */
function openChannel(): BroadcastChannel | null {
  try {
    return new BroadcastChannel('jari-session');
    // eslint-disable-next-line @typescript-eslint/no-unused-vars -- missing or blocked: then the next call's refusal shows the change
  } catch (refused) {
    return null;
  }
}

/**
 * Announces this tab's viewer to the browser's other tabs and handles their announcements, until
 * the returned function is called.
 */
export function shareViewer(
  viewer: Viewer,
  watch: Pick<SessionWatch, 'heard' | 'check'>,
): () => void {
  const closing = new AbortController();
  const { signal } = closing;
  let channel: BroadcastChannel | null = null;
  const open = () => {
    channel = openChannel();
    channel?.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      if (data === null || typeof data === 'string') watch.heard(data);
    });
    if (viewer !== undefined) channel?.postMessage(viewer);
  };
  const close = () => channel?.close();
  open();
  // An open channel may keep a page out of the back-forward cache. A restored page has missed
  // announcements, so it checks.
  window.addEventListener('pagehide', close, { signal });
  window.addEventListener(
    'pageshow',
    ({ persisted }) => {
      if (!persisted) return;
      open();
      void watch.check();
    },
    { signal },
  );
  return () => {
    closing.abort();
    close();
  };
}
