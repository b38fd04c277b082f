import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createPageTemplate } from './page-template.ts';

const renderedWith = 'f00dfeedf00dfeedf00dfeedf00dfeed';
const nonce = 'AbC+/0123456789abcdefgh==';

test('whatever stands around its nonces, a kept page is the page with others in their places, plain and by gzip', () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 200 });
  fc.assert(
    fc.property(fc.array(text, { minLength: 2, maxLength: 20 }), text, (texts, link) => {
      const kept = createPageTemplate(
        { html: texts.join(renderedWith), link: `${link}${renderedWith}` },
        renderedWith,
      );
      expect(kept.plain(nonce).toString()).toBe(texts.join(nonce));
      expect(gunzipSync(kept.gzip(nonce)).toString()).toBe(texts.join(nonce));
      expect(kept.link(nonce)).toBe(`${link}${nonce}`);
    }),
  );
});

test('what repeats itself on either side of a nonce is compressed, and never by looking back over it', () => {
  const script = `<script nonce="${renderedWith}">self.__next_f.push([1,"the same again and again"])</script>`;
  const kept = createPageTemplate(
    { html: `${'text '.repeat(10_000)}${script.repeat(30)}`, link: '' },
    renderedWith,
  );
  for (const other of [nonce, '', 'much longer than the one that it was rendered with'.repeat(3)])
    expect(gunzipSync(kept.gzip(other))).toEqual(kept.plain(other));
  expect(kept.gzip(nonce).length).toBeLessThan(kept.plain(nonce).length / 8);
});

test('a page without its nonce is not kept: none of its scripts would run', () => {
  expect(() => createPageTemplate({ html: '<script></script>', link: '' }, renderedWith)).toThrow(
    'without its nonce',
  );
});
