/** Keeps a title until somebody looks at the page, whatever other title comes meanwhile; then that one is set. */
export function keepTitleUntilSeen(title: string): void {
  if (document.visibilityState === 'visible') return;
  let meanwhile = title;
  const keep = () => {
    if (document.title === title) return;
    meanwhile = document.title;
    document.title = title;
  };
  const observer = new MutationObserver(keep);
  observer.observe(document.head, { subtree: true, childList: true, characterData: true });
  const onSeen = () => {
    if (document.visibilityState !== 'visible') return;
    observer.disconnect();
    document.removeEventListener('visibilitychange', onSeen);
    document.title = meanwhile;
  };
  document.addEventListener('visibilitychange', onSeen);
}
