/** Scripts of the build, which Next lets the browser load as soon as it reads the head. */
const asyncScript =
  /<script(?=[^>]* async="")[^>]* src="(\/_next\/static\/[\w./~-]+)"[^>]*><\/script>/g;
const scriptPreload = /<link rel="preload" as="script"[^>]*>/g;

/** Time in ms after which scripts load before a paint, such as while a style does not arrive. */
const paintMsMax = 3_000;

/**
 * Lets a document's scripts load after the first paint. Otherwise they compete with the styles, the
 * font and the first picture for bandwidth, and with the paint for the processor. The page's load
 * event still waits for them. In a hidden tab, which never paints, they load at once. A document
 * without such scripts stays as it is.
 */
export function deferScripts(html: string, nonce: string): string {
  const sources = Array.from(html.matchAll(asyncScript), ([, source = '']) => source);
  if (sources.length === 0) return html;
  const loader = `{
  const sources = ${JSON.stringify([...new Set(sources)])};
  // An unfinished document in a frame delays the page's load event until the scripts do.
  const frame = document.createElement('iframe');
  frame.hidden = true;
  document.head.append(frame);
  frame.contentDocument.open();
  const load = () => {
    for (const src of sources.splice(0))
      document.head.append(Object.assign(document.createElement('script'), { src, async: true }));
    frame.remove();
  };
  if (document.hidden) load();
  else {
    // Reports the paint once it is on the screen, unlike an animation frame, which precedes it.
    new PerformanceObserver((paints) => {
      if (paints.getEntriesByName('first-contentful-paint').length > 0) load();
    }).observe({ type: 'paint', buffered: true });
    addEventListener('visibilitychange', load, { once: true });
    setTimeout(load, ${String(paintMsMax)});
  }
}`;
  return html
    .replaceAll(asyncScript, '')
    .replaceAll(scriptPreload, '')
    .replace('</head>', () => `<script nonce="${nonce}">${loader}</script></head>`);
}
