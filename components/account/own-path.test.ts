import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ownPath, withReturnTo } from './own-path.ts';

const site = 'https://jari.example';

test.each(['/', '/wallet', '/concerts/1/queue', '/reservations?page=2#tickets', '/공연'])(
  '%s is a path on this site',
  (path) => {
    expect(new URL(ownPath(path), site).href).toBe(new URL(path, site).href);
  },
);

test.each([
  ['another site', 'https://evil.example/'],
  ['another site without its scheme', '//evil.example'],
  ['a backslash that browsers read as a slash', '/\\evil.example'],
  ['a tab that browsers drop', '/\t/evil.example'],
  ['a path that resolves to another site', '/..//evil.example'],
  ['a script', 'javascript:alert(1)'],
  ['a path without its slash', 'wallet'],
  ['nothing', ''],
  ['no text', undefined],
  ['the same parameter given twice', ['/wallet', '/wallet']],
])('%s leads to the home page', (_, value) => {
  expect(ownPath(value)).toBe('/');
});

test('no return path in a link can lead to another site', () => {
  const nasty = fc
    .array(
      fc.constantFrom(
        '/',
        '\\',
        '.',
        ':',
        '\t',
        '\n',
        '@',
        '?',
        '#',
        '%2f',
        'evil.example',
        'https',
      ),
    )
    .map(String);
  const written = fc.oneof(
    fc.string(),
    nasty.map((parts) => `/${parts.replaceAll(',', '')}`),
  );
  fc.assert(
    fc.property(written, (value) => {
      expect(new URL(ownPath(value), site).origin).toBe(site);
    }),
    { numRuns: 2_000 },
  );
});

test('withReturnTo and ownPath round-trip every path', () => {
  expect(withReturnTo('/sign-up', '/')).toBe('/sign-up');
  const { pathname, searchParams } = new URL(
    withReturnTo('/sign-in', '/reservations?a=1&b=2#c'),
    site,
  );
  expect([pathname, searchParams.get('returnTo')]).toEqual(['/sign-in', '/reservations?a=1&b=2#c']);
});
