import type { SessionWatch, Viewer } from './session-watch.ts';

/** Null where the browser has no such channel, or refuses it. */
function openChannel(): BroadcastChannel | null {
  try {
    return new BroadcastChannel('jari-session');
    // eslint-disable-next-line @typescript-eslint/no-unused-vars -- missing or blocked: then the next call's refusal tells
  } catch (refused) {
    return null;
  }
}

/** Tells this browser's other tabs whom this one is shown to, and listens to them, until the returned function is called. */
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
  // An open channel may keep a page from being put away whole; one that comes back has missed what was told.
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
