import { Blob, Face } from 'harfbuzzjs';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import subsetFont from 'subset-font';
import { beforeAll, describe, expect, test } from 'vitest';
import { messages } from '#components/messages/index.ts';
import { demonstrationAccounts } from '#prisma/seed.ts';
import { fontLanguages, fontsFolder, interfaceCharacters, makeFonts, otherParts } from './fonts.ts';

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

/** Returns each character without a glyph, with its text. */
const missingIn = (has: Set<string>, texts: string[]): string[] =>
  texts.flatMap((text) =>
    Array.from(text)
      .filter((character) => character >= ' ' && !has.has(character))
      .map((character) => `${character} in ${text.slice(0, 80)}`),
  );

test('the interface’s font has every character of the fans’ messages and the demonstration data, and with the staff’s part those of all messages in Korean and English', async () => {
  const has = await charactersOf('interface.woff2');
  const staff = ['admin', 'console', 'door', 'editing', 'staff'];
  const fans = fontLanguages.map((language) =>
    Object.entries(messages[language]).filter(([name]) => !staff.includes(name)),
  );
  const demonstration = [
    ...textsOf(demonstrationAccounts),
    readFileSync('prisma/seed.ts', 'utf8'),
    interfaceCharacters(),
  ];
  expect(missingIn(has, [...textsOf(fans), ...demonstration])).toEqual([]);
  const forStaff = await charactersOf('staff.woff2');
  expect(forStaff.size).toBeGreaterThan(50);
  expect(
    missingIn(new Set([...has, ...forStaff]), textsOf({ ko: messages.ko, en: messages.en })),
  ).toEqual([]);
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
    const faces = new Map(
      Array.from(
        sheet.matchAll(/url\('\.\/([^']+)'\)[^}]*unicode-range: ([^;]+);/g),
        ([, file, ranges = '']) => [
          file,
          ranges.split(', ').map((range) => {
            const [first = '', last = first] = range.replace('U+', '').split('-');
            return [parseInt(first, 16), parseInt(last, 16)] as const;
          }),
        ],
      ),
    );
    for (const { file, characters } of otherParts()) {
      const outside = Array.from(characters).filter((character) => {
        const codePoint = character.codePointAt(0) ?? 0;
        return !faces.get(file)?.some(([first, last]) => codePoint >= first && codePoint <= last);
      });
      expect([file, outside]).toEqual([file, []]);
    }
    expect(faces.size).toBe(otherParts().length);
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
