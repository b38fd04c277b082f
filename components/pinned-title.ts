import { tabMemory } from './storage.ts';

const storedAs = 'jari-kept-title';

/** What the tab says, and the page's own latest title behind it. Above every page: it stays when one takes another's place. */
let pinned: { title: string; behind: string; observer: MutationObserver } | null = null;

/** Keeps a title until somebody looks at this tab, whatever titles come meanwhile, of documents too; then the latest of those is set. */
export function pinTitle(title: string): void {
  if (document.visibilityState === 'visible') return;
  tabMemory.set(storedAs, title);
  if (pinned === null) {
    const observer = new MutationObserver(reapply);
    observer.observe(document.head, { subtree: true, childList: true, characterData: true });
    document.addEventListener('visibilitychange', unpinWhenVisible);
    pinned = { title, behind: document.title, observer };
  }
  reapply(); // the page may have set its own just now
  pinned.title = title;
  document.title = title;
}

/** The kept title is no longer true: this one is, where nobody has looked since. */
export function updatePinnedTitle(title: string): void {
  if (pinned !== null) pinTitle(title);
}

/** A document that the browser has loaded goes on keeping what the one before it in this tab has kept. */
export function restorePinnedTitle(): void {
  const title = tabMemory.get(storedAs);
  if (title === null) return;
  if (document.visibilityState === 'visible') tabMemory.remove(storedAs);
  else pinTitle(title);
}

function reapply(): void {
  // Between two pages there may be no title: the next one's is on its way.
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
