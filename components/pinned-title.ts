import { tabMemory } from './storage.ts';

const storedAs = 'jari-kept-title';

/** What the tab says, and the page's own latest title behind it. Above every page: it stays when one takes another's place. */
let kept: { title: string; behind: string; observer: MutationObserver } | null = null;

/** Keeps a title until somebody looks at this tab, whatever titles come meanwhile, of documents too; then the latest of those is set. */
export function keepTitleUntilSeen(title: string): void {
  if (document.visibilityState === 'visible') return;
  tabMemory.set(storedAs, title);
  if (kept === null) {
    const observer = new MutationObserver(put);
    observer.observe(document.head, { subtree: true, childList: true, characterData: true });
    document.addEventListener('visibilitychange', endWhenSeen);
    kept = { title, behind: document.title, observer };
  }
  put(); // the page may have set its own just now
  kept.title = title;
  document.title = title;
}

/** The kept title is no longer true: this one is, where nobody has looked since. */
export function changeKeptTitle(title: string): void {
  if (kept !== null) keepTitleUntilSeen(title);
}

/** A document that the browser has loaded goes on keeping what the one before it in this tab has kept. */
export function keepTitleOn(): void {
  const title = tabMemory.get(storedAs);
  if (title === null) return;
  if (document.visibilityState === 'visible') tabMemory.remove(storedAs);
  else keepTitleUntilSeen(title);
}

function put(): void {
  // Between two pages there may be no title: the next one's is on its way.
  if (kept === null || document.title === '' || document.title === kept.title) return;
  kept.behind = document.title;
  document.title = kept.title;
}

function endWhenSeen(): void {
  if (kept === null || document.visibilityState !== 'visible') return;
  kept.observer.disconnect();
  document.removeEventListener('visibilitychange', endWhenSeen);
  tabMemory.remove(storedAs);
  document.title = kept.behind;
  kept = null;
}
