import { askBrowser } from '../ask-browser.ts';
import type { SessionWatch, Viewer } from './session-watch.ts';

/**
 * Announces this tab's viewer to the browser's other tabs, and handles their announcements. The
 * returned function stops sending and receiving.
 */
export function shareViewer(
  viewer: Viewer,
  watch: Pick<SessionWatch, 'heard' | 'check'>,
): () => void {
  const closing = new AbortController();
  const { signal } = closing;
  let channel: BroadcastChannel | undefined;
  const open = () => {
    // Without a channel, a refusal of the next call shows the change.
    channel = askBrowser(() => new BroadcastChannel('jari-session')).answer;
    channel?.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      if (data === null || typeof data === 'string') watch.heard(data);
    });
    if (viewer !== undefined) channel?.postMessage(viewer);
  };
  const close = () => channel?.close();
  open();
  // Closes the channel on `pagehide`, because an open channel may keep a page out of the
  // back-forward cache. A restored page may have missed announcements, so it checks the session.
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
