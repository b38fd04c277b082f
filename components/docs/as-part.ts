/** Swagger UI renders as if it were a page of its own: its main landmark becomes a part of ours, its main heading mere text. */
function subordinate(node: HTMLElement): void {
  for (const main of node.querySelectorAll('main:not([role])')) main.setAttribute('role', 'group');
  for (const heading of node.querySelectorAll('h1:not([role])')) heading.setAttribute('role', 'presentation'); // ours says it
}

/** Keeps what is rendered within `node` a part of our page; returns how to stop. */
export function keepAsPart(node: HTMLElement): () => void {
  const rendered = new MutationObserver(() => subordinate(node));
  rendered.observe(node, { childList: true, subtree: true });
  return () => rendered.disconnect();
}
