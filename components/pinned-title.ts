import { tabMemory } from './storage.ts';

const storedAs = 'jari-pinned-title';

/**
 * The pinned title and the page's own title behind it. Module state, because it must survive
 * navigation between pages.
 */
let pinned: { title: string; behind: string; observer: MutationObserver } | null = null;

/**
 * Shows a title until the tab becomes visible, across page changes and reloads. Then the page's
 * latest own title returns.
 */
export function pinTitle(title: string): void {
  if (document.visibilityState === 'visible') return;
  tabMemory.set(storedAs, title);
  if (pinned === null) {
    const observer = new MutationObserver(reapply);
    observer.observe(document.head, { subtree: true, childList: true, characterData: true });
    document.addEventListener('visibilitychange', unpinWhenVisible);
    pinned = { title, behind: document.title, observer };
  }
  reapply(); // the page may have just set its own title
  pinned.title = title;
  document.title = title;
}

/** Replaces the pinned title if it has not been seen yet. */
export function updatePinnedTitle(title: string): void {
  if (pinned !== null) pinTitle(title);
}

/** Restores the pinned title after the tab loaded a new document. */
export function restorePinnedTitle(): void {
  const title = tabMemory.get(storedAs);
  if (title === null) return;
  if (document.visibilityState === 'visible') tabMemory.remove(storedAs);
  else pinTitle(title);
}

function reapply(): void {
  // Between two pages the title is empty for a moment.
  if (pinned === null || document.title === '' || document.title === pinned.title) return;
  pinned.behind = document.title;
  document.title = pinned.title;
}

function unpinWhenVisible(): void {
  if (pinned === null || document.visibilityState !== 'visible') return;
  pinned.observer.disconnect();
  document.removeEventListener('visibilitychange', unpinWhenVisible);
  tabMemory.remove(storedAs);
  document.title = pinned.behind;
  pinned = null;
}
