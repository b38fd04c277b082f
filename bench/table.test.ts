import { expect, test } from 'vitest';
import { sectionText, withSection } from './table.ts';

const at = { when: '2026-01-02', where: 'a machine' };
const rows = [
  {
    what: 'a poll',
    figure: '20 µs',
    baseline: 'bare: 25 µs',
    ratio: 0.8,
    target: '≤ 1.0×',
    met: true,
  },
  { what: 'a join | two', figure: '9/s', ratio: 0.5, target: '≥ 0.7×', met: false },
  { what: 'a small ratio', figure: '2/s', ratio: 0.0184 },
  { what: 'reported', figure: '1 ms' },
];

test('a section names its method, date, machine and command, and each row says whether it met its target', () => {
  expect(sectionText({ name: 'queue', how: 'How it was measured.', rows }, at))
    .toBe(`How it was measured.

2026-01-02, a machine. To repeat: \`npm run bench -- queue\`.

| what | figure | baseline, same run | against it | target |
|---|---|---|---|---|
| a poll | 20 µs | bare: 25 µs | 0.80× | ≤ 1.0× ✓ |
| a join \\| two | 9/s | – | 0.50× | ≥ 0.7× ✗ missed |
| a small ratio | 2/s | – | 0.018× | – |
| reported | 1 ms | – | – | – |`);
});

const document = `before

<!-- queue: written by the benchmark -->
old
<!-- end of queue -->

between

<!-- push: written by the benchmark -->
<!-- end of push -->
after`;

test('a new section replaces the old one and changes nothing else', () => {
  const once = withSection(document, 'queue', 'new $& text');
  expect(once).toBe(document.replace('\nold\n', () => '\n\nnew $& text\n\n'));
  expect(withSection(once, 'queue', 'new $& text')).toBe(once);
  expect(withSection(once, 'push', 'more')).toContain('benchmark -->\n\nmore\n\n<!-- end of push');
});

test('a section without markers in the document is refused', () => {
  expect(() => withSection(document, 'flood', 'new')).toThrow('no markers for flood');
  expect(() =>
    withSection('<!-- end of queue --> <!-- queue: written by the benchmark -->', 'queue', 'new'),
  ).toThrow('no markers');
});
