/** Scripts of the build, which Next lets the browser load as soon as it reads the head. */
const asyncScript =
  /<script(?=[^>]* async="")[^>]* src="(\/_next\/static\/[\w./~-]+)"[^>]*><\/script>/g;
const scriptPreload = /<link rel="preload" as="script"[^>]*>/g;

/**
 * Lets a document's scripts load after the first paint. Otherwise they compete with the styles, the
 * font and the first picture for bandwidth, and with the paint for the processor. In a hidden tab,
 * which never paints, they load at once. A document without such scripts stays as it is.
 */
export function deferScripts(html: string, nonce: string): string {
  const sources = Array.from(html.matchAll(asyncScript), ([, source = '']) => source);
  if (sources.length === 0) return html;
  const loader = `{
  const load = () => {
    for (const src of ${JSON.stringify([...new Set(sources)])})
      document.head.append(Object.assign(document.createElement('script'), { src, async: true }));
  };
  if (document.hidden) load();
  else requestAnimationFrame(() => setTimeout(load));
}`;
  return html
    .replaceAll(asyncScript, '')
    .replaceAll(scriptPreload, '')
    .replace('</head>', () => `<script nonce="${nonce}">${loader}</script></head>`);
}
