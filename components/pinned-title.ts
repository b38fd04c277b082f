import { tabMemory } from './storage.ts';

const storedAs = 'jari-pinned-title';

/**
 * Pinned title and the page's own title, which the pinned title hides. A module variable survives
 * page changes.
 */
let pinned: { title: string; behind: string; observer: MutationObserver } | null = null;

/**
 * Shows a title in a hidden tab, even across page changes and reloads. Restores the page's latest
 * own title when the tab becomes visible.
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
  reapply(); // Saves the page's own title before the pinned title replaces it.
  pinned.title = title;
  document.title = title;
}

/** Replaces a pinned title that the user has not seen yet. */
export function updatePinnedTitle(title: string): void {
  if (pinned !== null) pinTitle(title);
}

/** Pins the title again in a new document of a hidden tab. */
export function restorePinnedTitle(): void {
  const title = tabMemory.get(storedAs);
  if (title === null) return;
  if (document.visibilityState === 'visible') tabMemory.remove(storedAs);
  else pinTitle(title);
}

function reapply(): void {
  // Ignores the empty title during a page change.
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
