import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';

/** Page that Next renders once, and that all users get as it is. */
export interface CachedPage {
  plain: Buffer;
  gzip: Buffer;
  /** Value of the Link header; empty without links. */
  link: string;
  /** Sources of a content security policy that allow the page's inline scripts. */
  scripts: string[];
}

const inlineScript = /<script(?<attributes>\s[^>]*)?>(?<text>.*?)<\/script>/gs;

/**
 * Replaces the nonce of a rendering by hashes, because caches keep a page with its headers. Hashes
 * only scripts with the nonce, so that a script in a user's text stays forbidden. Each rendering
 * needs a new nonce of letters and digits, which no text can contain.
 */
export function toCachedPage(
  { html, link }: { html: string; link: string },
  nonce: string,
): CachedPage {
  const attribute = ` nonce="${nonce}"`;
  const own = Array.from(html.matchAll(inlineScript), ({ groups }) => groups ?? {}).filter(
    ({ attributes = '', text = '' }) => attributes.includes(attribute) && text !== '',
  );
  if (own.length === 0) throw new Error('a page was rendered without its nonce');
  const without = (text: string) => text.replaceAll(attribute, '').replaceAll(nonce, '');
  const plain = Buffer.from(without(html));
  return {
    plain,
    gzip: gzipSync(plain, { level: 9 }),
    link: link.replaceAll(`; nonce="${nonce}"`, ''),
    scripts: [...new Set(own.map(({ text = '' }) => hashOf(without(text))))],
  };
}

const hashOf = (script: string): string =>
  `'sha256-${createHash('sha256').update(script).digest('base64')}'`;
