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
  { what: 'reported', figure: '1 ms' },
];

test('a section says how, when, where and by which command, and of each row whether its target was met', () => {
  expect(sectionText({ name: 'queue', how: 'How it was measured.', rows }, at))
    .toBe(`How it was measured.

2026-01-02, a machine. To repeat: \`npm run bench -- queue\`.

| what | figure | baseline, same run | against it | target |
|---|---|---|---|---|
| a poll | 20 µs | bare: 25 µs | 0.80× | ≤ 1.0× ✓ |
| a join \\| two | 9/s | – | 0.50× | ≥ 0.7× ✗ missed |
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

test('a section is put in the place of the one before, and nothing else is touched', () => {
  const once = withSection(document, 'queue', 'new $& text');
  expect(once).toBe(document.replace('\nold\n', () => '\n\nnew $& text\n\n'));
  expect(withSection(once, 'queue', 'new $& text')).toBe(once);
  expect(withSection(once, 'push', 'more')).toContain('benchmark -->\n\nmore\n\n<!-- end of push');
});

test('a document that has no place for a section is not written', () => {
  expect(() => withSection(document, 'flood', 'new')).toThrow('no place for flood');
  expect(() =>
    withSection('<!-- end of queue --> <!-- queue: written by the benchmark -->', 'queue', 'new'),
  ).toThrow('no place');
});
