import type { Viewport } from 'next';

/** Colours of the header, which the browser's bar continues. */
const surfaces = { light: '#ffffff', dark: '#1a1c29' };

export const themeColor: Viewport['themeColor'] = [
  { media: '(prefers-color-scheme: light)', color: surfaces.light },
  { media: '(prefers-color-scheme: dark)', color: surfaces.dark },
];

/**
 * Shows the chosen theme before the first paint. A script reads the choice, because pages are equal
 * for everyone.
 */
export const themeScript = `{
  const theme = /(?:^|; )jari-theme=(light|dark)(?:;|$)/.exec(document.cookie)?.[1];
  if (theme !== undefined) {
    document.documentElement.dataset.theme = theme;
    addEventListener('DOMContentLoaded', () => {
      for (const meta of document.querySelectorAll('meta[name="theme-color"]'))
        meta.content = ${JSON.stringify(surfaces)}[theme];
    });
  }
}`;
