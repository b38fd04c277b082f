import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createPageTemplate } from './page-template.ts';

const renderedWith = 'f00dfeedf00dfeedf00dfeedf00dfeed';
const nonce = 'AbC+/0123456789abcdefgh==';

test('a template is the rendered page with a new nonce in each place, plain and by gzip', () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 200 });
  fc.assert(
    fc.property(fc.array(text, { minLength: 2, maxLength: 20 }), text, (texts, link) => {
      const template = createPageTemplate(
        { html: texts.join(renderedWith), link: `${link}${renderedWith}` },
        renderedWith,
      );
      expect(template.plain(nonce).toString()).toBe(texts.join(nonce));
      expect(gunzipSync(template.gzip(nonce)).toString()).toBe(texts.join(nonce));
      expect(template.link(nonce)).toBe(`${link}${nonce}`);
    }),
  );
});

test('text that repeats across a nonce is compressed without references across the nonce', () => {
  const script = `<script nonce="${renderedWith}">self.__next_f.push([1,"the same again and again"])</script>`;
  const template = createPageTemplate(
    { html: `${'text '.repeat(10_000)}${script.repeat(30)}`, link: '' },
    renderedWith,
  );
  for (const other of [nonce, '', 'much longer than the one that it was rendered with'.repeat(3)])
    expect(gunzipSync(template.gzip(other))).toEqual(template.plain(other));
  expect(template.gzip(nonce).length).toBeLessThan(template.plain(nonce).length / 8);
});

test('a page without its nonce is refused as a template', () => {
  expect(() => createPageTemplate({ html: '<script></script>', link: '' }, renderedWith)).toThrow(
    'without its nonce',
  );
});
