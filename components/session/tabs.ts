import { askBrowser } from '../ask-browser.ts';
import type { SessionWatch, Viewer } from './session-watch.ts';

/**
 * Exchanges the signed-in user between the browser's tabs, so that each tab detects a changed
 * session. The returned function stops the exchange.
 */
export function shareViewer(
  viewer: Viewer,
  watch: Pick<SessionWatch, 'heard' | 'check'>,
): () => void {
  const closing = new AbortController();
  const { signal } = closing;
  let channel: BroadcastChannel | undefined;
  const open = () => {
    // Without a channel, this tab detects a changed session only by the refusal of its next call.
    channel = askBrowser(() => new BroadcastChannel('jari-session')).answer;
    channel?.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      if (data === null || typeof data === 'string') watch.heard(data);
    });
    if (viewer !== undefined) channel?.postMessage(viewer);
  };
  const close = () => channel?.close();
  open();
  // Closes the channel on `pagehide`, because an open channel may keep a page out of the
  // back-forward cache. Checks the session of a restored page, because the page may have missed
  // announcements.
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
