import { Blob, Face } from 'harfbuzzjs';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import subsetFont from 'subset-font';
import { beforeAll, describe, expect, test } from 'vitest';
import { messages } from '#components/messages/index.ts';
import { demonstrationAccounts } from '#prisma/seed.ts';
import { fontsFolder, interfaceCharacters, makeFonts, otherParts } from './fonts.ts';

beforeAll(makeFonts, 60_000);

/** Returns the characters with a glyph in the font file. */
async function charactersOf(file: string): Promise<Set<string>> {
  const font = readFileSync(path.join(fontsFolder, file));
  const plain = await subsetFont(font, undefined, { targetFormat: 'sfnt', keepAllGlyphs: true });
  return new Set(
    Array.from(new Face(new Blob(plain)).collectUnicodes(), (codePoint) =>
      String.fromCodePoint(codePoint),
    ),
  );
}

const textsOf = (value: unknown): string[] =>
  typeof value === 'string'
    ? [value]
    : typeof value === 'object' && value !== null
      ? Object.values(value).flatMap(textsOf)
      : [];

test('the interface’s font has every character of the messages and the demonstration data', async () => {
  const has = await charactersOf('interface.woff2');
  const texts = [
    ...textsOf(messages),
    ...textsOf(demonstrationAccounts),
    readFileSync('prisma/seed.ts', 'utf8'),
  ];
  const missing = texts.flatMap((text) =>
    Array.from(text)
      .filter((character) => character >= ' ' && !has.has(character))
      .map((character) => `${character} in ${text.slice(0, 80)}`),
  );
  expect(missing).toEqual([]);
  expect(Array.from(interfaceCharacters()).filter((character) => !has.has(character))).toEqual([]);
});

describe('the other parts', () => {
  test('have every syllable, and those of KS X 1001 in parts of at most 30 kB', async () => {
    const parts = otherParts().filter(({ file }) => /^(usual|rare)-/.test(file));
    const had = (await Promise.all(parts.map(({ file }) => charactersOf(file)))).flatMap(
      (characters) => [...characters],
    );
    const syllables = new Set(had.filter((character) => character >= '가' && character <= '힣'));
    expect(syllables.size).toBe(11_172);
    const usual = parts.filter(({ file }) => file.startsWith('usual-'));
    expect(usual.flatMap(({ characters }) => Array.from(characters)).length).toBe(2_350);
    const sizes = usual.map(({ file }) => readFileSync(path.join(fontsFolder, file)).length);
    expect(Math.max(...sizes)).toBeLessThan(30_000);
  });

  test('each have a range in the style sheet that includes their characters', () => {
    const sheet = readFileSync(path.join(fontsFolder, 'others.css'), 'utf8');
    const faces = [
      ...sheet.matchAll(/url\('\.\/([^']+)'\)[^}]*unicode-range: U\+([0-9A-F]+)-([0-9A-F]+);/g),
    ];
    const ranges = new Map(
      faces.map(([, file, first = '', last = '']) => [
        file,
        [parseInt(first, 16), parseInt(last, 16)],
      ]),
    );
    for (const { file, characters } of otherParts()) {
      const [first = 1, last = 0] = ranges.get(file) ?? [];
      const outside = Array.from(characters).filter((character) => {
        const codePoint = character.codePointAt(0) ?? 0;
        return codePoint < first || codePoint > last;
      });
      expect([file, outside]).toEqual([file, []]);
    }
    expect(ranges.size).toBe(otherParts().length);
  });
});

test('the font’s licence is beside its parts and in them', async () => {
  expect(readFileSync(path.join(fontsFolder, 'OFL.txt'), 'utf8')).toContain(
    'SIL OPEN FONT LICENSE Version 1.1',
  );
  expect(existsSync(path.join(fontsFolder, 'interface.woff2'))).toBe(true);
  const plain = await subsetFont(
    readFileSync(path.join(fontsFolder, 'interface.woff2')),
    undefined,
    {
      targetFormat: 'sfnt',
      keepAllGlyphs: true,
      preserveNameIds: [13],
    },
  );
  expect(
    plain.toString('utf16le').includes('Open Font License') ||
      plain.swap16().toString('utf16le').includes('Open Font License'),
  ).toBe(true);
});
