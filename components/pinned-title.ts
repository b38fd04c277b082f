import { tabMemory } from './storage.ts';

const storedAs = 'jari-pinned-title';

/**
 * Pinned title, and the page's own title that it hides. Module state survives navigation between
 * pages.
 */
let pinned: { title: string; behind: string; observer: MutationObserver } | null = null;

/**
 * Shows a title until the tab becomes visible, even across page changes and reloads. Restores the
 * page's latest own title when the tab becomes visible.
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
  reapply(); // Saves a title that the page has just set.
  pinned.title = title;
  document.title = title;
}

/** Replaces the pinned title if the user has not seen the tab yet. */
export function updatePinnedTitle(title: string): void {
  if (pinned !== null) pinTitle(title);
}

/** Restores the pinned title after the tab loads a new document. */
export function restorePinnedTitle(): void {
  const title = tabMemory.get(storedAs);
  if (title === null) return;
  if (document.visibilityState === 'visible') tabMemory.remove(storedAs);
  else pinTitle(title);
}

function reapply(): void {
  // Ignores the empty title that a document has for a moment between two pages.
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
