import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toCachedPage } from './cached-page.ts';

const nonce = 'f00dfeedf00dfeedf00dfeedf00dfeed';
const sourceOf = (script: string) =>
  `'sha256-${createHash('sha256').update(script).digest('base64')}'`;

test('a cached page is the rendered page without its nonce, plain and by gzip', () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 200 }).map((s) => s.replaceAll('<', ' '));
  fc.assert(
    fc.property(fc.array(text, { maxLength: 20 }), (texts) => {
      const page = (attribute: string) =>
        texts.map((t) => `<p>${t}</p><script${attribute}>x(${t})</script>`).join('') +
        `<script${attribute} src="/a.js"></script><script${attribute}>last()</script>`;
      const { plain, gzip, scripts } = toCachedPage(
        { html: page(` nonce="${nonce}"`), link: '' },
        nonce,
      );
      expect(plain.toString()).toBe(page(''));
      expect(gunzipSync(gzip)).toEqual(plain);
      expect(new Set(scripts)).toEqual(
        new Set([...texts.map((t) => sourceOf(`x(${t})`)), sourceOf('last()')]),
      );
    }),
  );
});

test('a script’s hash is that of the text which the browser receives, also where it names the nonce', () => {
  const { plain, scripts } = toCachedPage(
    { html: `<script nonce="${nonce}">push("nonce","${nonce}")</script>`, link: '' },
    nonce,
  );
  expect(plain.toString()).toBe('<script>push("nonce","")</script>');
  expect(scripts).toEqual([sourceOf('push("nonce","")')]);
});

test('a script without the nonce of the rendering is not allowed', () => {
  const { scripts } = toCachedPage(
    {
      html: `<script>stolen()</script><script nonce="x">stolen()</script><script nonce="${nonce}">own()</script>`,
      link: '',
    },
    nonce,
  );
  expect(scripts).toEqual([sourceOf('own()')]);
});

test('links lose their nonce', () => {
  const link = `</a.css>; rel=preload; as="style"; nonce="${nonce}"`;
  const html = `<script nonce="${nonce}">own()</script>`;
  expect(toCachedPage({ html, link }, nonce).link).toBe('</a.css>; rel=preload; as="style"');
});

test('a page that was rendered without its nonce is refused', () => {
  expect(() => toCachedPage({ html: '<script>x()</script>', link: '' }, nonce)).toThrow(
    'without its nonce',
  );
});
