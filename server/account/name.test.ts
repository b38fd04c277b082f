import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nameFrom, userName } from './name.schema.ts';

test.each([
  ['김민지', '김민지'],
  ['김민지'.normalize('NFD'), '김민지'],
  ['가'.repeat(100).normalize('NFD'), '가'.repeat(100)],
  ['  Anne   Marie ', 'Anne Marie'],
  ['김\u3000민지', '김 민지'],
  ['a\u00A0\u2009b', 'a b'],
  ['O’Brien-Łęcki, Jr. 3', 'O’Brien-Łęcki, Jr. 3'],
  ['Nguyễn Thị Hiền', 'Nguyễn Thị Hiền'],
  ['שָׁלוֹם', 'שָׁלוֹם'.normalize('NFC')],
  ['محمد', 'محمد'],
  ['ผู้ใหญ่', 'ผู้ใหญ่'],
  ['ကျွန်ုပ်', 'ကျွန်ုပ်'],
  ['a 😀', 'a 😀'],
])('%s is a name, kept as %s', (typed, kept) => {
  expect(userName.parse(typed)).toBe(kept);
});

test.each([
  ['Persian', 'علی\u200Cرضا'],
  ['Sinhala', 'ශ්\u200Dරී'],
  ['Malayalam', 'രാജന്\u200D'],
  ['Bengali', 'র\u200D্যাচেল'],
  ['Devanagari', 'क्\u200Cष'],
])('%s keeps the joiners that shape its letters', (_, name) => {
  expect(userName.parse(name)).toBe(name.normalize('NFC'));
});

const refused: [string, string][] = [
  ['nothing', ''],
  ['spaces only', ' \u3000 '],
  ['101 characters', 'x'.repeat(101)],
  ['a zero-width space', 'a\u200Bb'],
  ['a byte order mark', '\uFEFFa'],
  ['a word joiner', 'a\u2060b'],
  ['a soft hyphen', 'a\u00ADb'],
  ['a grapheme joiner', 'a\u034Fb'],
  ['a Hangul filler', '\u3164'],
  ['a halfwidth filler', '\uFFA0'],
  ['a choseong filler', '\u115Fa'],
  ['a Braille blank', '\u2800'],
  ['a variation selector', 'a\uFE0F'],
  ['a tag', 'a\u{E0041}'],
  ['a Mongolian vowel separator', 'a\u180Eb'],
  ['an object replacement', 'a\uFFFC'],
  ['a musical null notehead', '\u{1D159}'],
  ['a joiner between Latin letters', 'a\u200Db'],
  ['a non-joiner between Hangul', '김\u200C민지'],
  ['a non-joiner after a letter that joins nothing after it', 'دا\u200Cر'],
  ['a non-joiner at the end', 'علی\u200C'],
  ['two joiners', 'ශ්\u200D\u200Dරී'],
  ['a right-to-left override', 'a\u202Eb'],
  ['an embedding', '\u202Aab\u202C'],
  ['an isolate', '\u2067ab\u2069'],
  ['a right-to-left mark', 'a\u200Fb'],
  ['an Arabic letter mark', 'a\u061Cb'],
  ['NUL', 'a\0b'],
  ['an escape', 'a\u001B[31mb'],
  ['a tab', 'a\tb'],
  ['a line break', 'a\nb'],
  ['a line separator', 'a\u2028b'],
  ['a C1 control', 'a\u0085b'],
  ['half a pair', 'a\uD800'],
  ['a private-use character', 'a\uE000'],
  ['an unassigned character', 'a\u0378'],
  ['a noncharacter', 'a\uFFFE'],
  ['five marks on a letter', 'x\u0301\u0302\u0303\u0304\u0306'],
  ['five marks, one of them composed', 'é\u0302\u0303\u0304\u0306'],
  ['ninety-nine marks', `a${'\u0301'.repeat(99)}`],
  ['a mark twice', 'a\u0301\u0301'],
  ['an enclosing mark', 'a\u20DD'],
  ['a mark first', '\u0301a'],
  ['a mark after a space', 'a \u0301b'],
];
test.each(refused)('%s is refused as a name', (_, name) => {
  expect(userName.safeParse(name).success).toBe(false);
});

test('nameFrom returns a valid name, and returns a valid name unchanged', () => {
  const rough = fc
    .array(
      fc.oneof(fc.constantFrom(...refused.map(([, name]) => name)), fc.string({ unit: 'binary' })),
    )
    .map((parts) => parts.join(''));
  fc.assert(
    fc.property(rough, (text) => {
      const name = nameFrom(text);
      if (name !== null) expect(userName.parse(name)).toBe(name);
    }),
    { numRuns: 500 },
  );
  for (const [, name] of refused.filter(([what]) => /marks|override|joiner|space$/.test(what)))
    expect(nameFrom(name)).toMatch(/\S/);
});

test('validating a name takes bounded time for any length', () => {
  const since = performance.now();
  for (const text of [
    `${' '.repeat(60_000)}x`,
    `a${'\u0301'.repeat(60_000)}`,
    `a${'\u200D'.repeat(60_000)}`,
    `${'ی'.repeat(60_000)}\u200C`,
  ]) {
    userName.safeParse(text);
    nameFrom(text);
  }
  expect(performance.now() - since).toBeLessThan(1_000);
});
