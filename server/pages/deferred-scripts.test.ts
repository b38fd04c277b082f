import { expect, test } from 'vitest';
import { deferScripts } from './deferred-scripts.ts';

const script = (name: string, more = '') =>
  `<script src="/_next/static/chunks/${name}.js" async="" nonce="n"${more}></script>`;

test('a document’s scripts move into one loader with the nonce, each once and in order', () => {
  const preload = '<link rel="preload" as="script" fetchPriority="low" href="/_next/a.js"/>';
  const html = `<head>${preload}${script('a')}<title>x</title></head><body>${script('b', ' id="_R_"')}${script('a')}<p>$&</p></body>`;
  const deferred = deferScripts(html, 'n');
  expect(deferred).toMatch(
    /^<head><title>x<\/title><script nonce="n">[^<]*<\/script><\/head><body><p>\$&<\/p><\/body>$/,
  );
  expect(deferred).toContain('["/_next/static/chunks/a.js","/_next/static/chunks/b.js"]');
});

test.each([
  ['no script', '<head></head><body></body>'],
  ['an inline script', '<head></head><script nonce="n">self.a = 1</script>'],
  [
    'a script for old browsers',
    '<head></head><script src="/_next/static/a.js" noModule=""></script>',
  ],
  [
    'a script of another site',
    '<head></head><script src="https://a.example/a.js" async=""></script>',
  ],
])('a document with %s stays as it is', (_, html) => {
  expect(deferScripts(html, 'n')).toBe(html);
});
