// Splits the interface's font into parts, so that a page loads only the glyphs that it shows. Every
// page loads the interface's part, which has all characters of the fans' messages and the
// demonstration data. Pages of staff also load the staff's part. The browser loads a further part
// only for a text with a character of that part, such as a concert's title.
import { createHash } from 'node:crypto';
import {
  existsSync,
  globSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import subsetFont from 'subset-font';
import { languageNames } from '#server/config/languages.schema.ts';
import { runStep } from './lib/progress.ts';

const root = path.join(import.meta.dirname, '..');
export const fontsFolder = path.join(root, 'app', 'fonts');
const whole = path.join(
  root,
  'node_modules/pretendard/dist/web/variable/woff2/PretendardVariable.woff2',
);
const licence = path.join(root, 'node_modules/pretendard/dist/LICENSE.txt');

/** Part that every page preloads. The code in app/layout.tsx repeats this file name. */
const interfaceFile = 'interface.woff2';
const staffFile = 'staff.woff2';
const weights = { min: 400, max: 800 }; // from `font-normal` to `font-extrabold`
/**
 * OpenType features for correct text and digits of equal width. The list omits stylistic sets,
 * which double the file size.
 */
const features = ['kern', 'liga', 'calt', 'ccmp', 'locl', 'mark', 'mkmk', 'tnum'];
/** Ids of the name entries in each part of the font: copyright, licence and licence URL. */
const nameIds = [0, 13, 14];

/** Messages that only pages of staff show. */
const staffMessages = /\/(admin|console|door|editing|staff)\.json$/;

/** Languages whose pages use this font. Pages in Japanese and Chinese use the device's fonts. */
export const fontLanguages = ['ko', 'en'] as const;

interface Part {
  file: string;
  characters: string;
  /** First and last code point of each range, inclusive. */
  ranges: [number, number][];
}

const between = (first: number, last: number): string[] =>
  Array.from({ length: last - first + 1 }, (_, at) => String.fromCodePoint(first + at));
const isIn = ([first, last]: [number, number]) => {
  return (character: string) => {
    const codePoint = character.codePointAt(0) ?? 0;
    return first <= codePoint && codePoint <= last;
  };
};

/** Returns texts with all words that Intl uses in dates and lists. */
function intlTexts(): string[] {
  return fontLanguages.flatMap((locale) => {
    const format = new Intl.DateTimeFormat(locale, {
      dateStyle: 'full',
      timeStyle: 'full',
      timeZone: 'Asia/Seoul',
    });
    // Steps of 30 days and one hour cover every month, every weekday, a.m. and p.m.
    const moments = Array.from({ length: 14 }, (_, at) =>
      format.format(at * (29 * 24 + 25) * 3_600_000),
    );
    return [...moments, new Intl.ListFormat(locale).format(['1', '2', '3'])];
  });
}

/** Returns each printable character of the texts once, in order. */
const charactersOf = (texts: string[]): string =>
  [...new Set(texts.join(''))]
    .filter((character) => character >= ' ')
    .sort()
    .join('');

function textsOf(isShown: (file: string) => boolean): string[] {
  const files = globSync(`components/messages/{${fontLanguages.join(',')}}/*.json`, { cwd: root });
  return files.filter(isShown).map((file) => readFileSync(path.join(root, file), 'utf8'));
}

/**
 * Returns the characters of the fans' messages, demonstration data and Intl's texts, plus ASCII and
 * ₩.
 */
export const interfaceCharacters = (): string =>
  charactersOf([
    ...textsOf((file) => !staffMessages.test(file)),
    readFileSync(path.join(root, 'prisma/seed.ts'), 'utf8'),
    ...intlTexts(),
    ...fontLanguages.map((language) => languageNames[language]),
    ...between(0x20, 0x7e),
    '₩',
  ]);

/** Returns the part with the characters that only the staff's messages have. */
function staffPart(): Part {
  const known = new Set(interfaceCharacters());
  const characters = charactersOf(textsOf((file) => staffMessages.test(file)));
  const own = Array.from(characters).filter((character) => !known.has(character));
  return {
    file: staffFile,
    characters: own.join(''),
    ranges: own.map((character) => {
      const codePoint = character.codePointAt(0) ?? 0;
      return [codePoint, codePoint];
    }),
  };
}

/** Returns the 2,350 syllables of KS X 1001, which cover nearly all Korean text. */
function usualSyllables(): string[] {
  const rows = Array.from({ length: 25 }, (_, at) => 0xb0 + at);
  const bytes = rows.flatMap((row) => Array.from({ length: 94 }, (_, at) => [row, 0xa1 + at]));
  return Array.from(new TextDecoder('euc-kr').decode(Uint8Array.from(bytes.flat())));
}

/** Splits the Hangul syllables into parts of up to `size` code points. */
function syllableParts(name: string, characters: string[], size: number): Part[] {
  const firsts = Array.from(
    { length: Math.ceil((0xd7a3 - 0xac00 + 1) / size) },
    (_, at) => 0xac00 + at * size,
  );
  return firsts.map((first) => {
    const range: [number, number] = [first, Math.min(first + size - 1, 0xd7a3)];
    return {
      file: `${name}-${first.toString(16)}.woff2`,
      characters: characters.filter(isIn(range)).join(''),
      ranges: [range],
    };
  });
}

/**
 * Returns all parts except the interface's. For a character in two ranges, the browser tries the
 * later part first, so that the staff's is last.
 */
export function otherParts(): Part[] {
  const usual = usualSyllables();
  const known = new Set(usual);
  const rare = between(0xac00, 0xd7a3).filter((syllable) => !known.has(syllable));
  const ranges: [string, [number, number]][] = [
    ['latin', [0xa1, 0x17f]],
    ['latin-extended', [0x180, 0x36f]],
    ['greek-cyrillic', [0x370, 0x52f]],
    ['latin-additional', [0x1e00, 0x1eff]],
    ['symbols', [0x2010, 0x2bff]],
    ['kana', [0x3001, 0x33ff]],
    ['wide', [0xff01, 0xffee]],
  ];
  return [
    ...ranges.map(([name, range]) => ({
      file: `${name}.woff2`,
      characters: between(...range).join(''),
      ranges: [range],
    })),
    ...syllableParts('rare', rare, 1_024),
    ...syllableParts('usual', usual, 512),
    staffPart(),
  ];
}

const hex = (codePoint: number) => codePoint.toString(16).toUpperCase();

const rangeText = ([first, last]: [number, number]) =>
  first === last ? `U+${hex(first)}` : `U+${hex(first)}-${hex(last)}`;

const faceOf = ({ file, ranges }: Part) => `@font-face {
  font-family: 'Jari Others';
  src: url('./${file}') format('woff2');
  font-weight: ${weights.min} ${weights.max};
  font-display: swap;
  unicode-range: ${ranges.map(rangeText).join(', ')};
}
`;

/** Writes the files of app/fonts if the characters, the font or this script has changed. */
export async function makeFonts(): Promise<void> {
  const script = [readFileSync(whole), readFileSync(import.meta.filename)];
  const staff = staffPart();
  const characters = interfaceCharacters();
  mkdirSync(fontsFolder, { recursive: true });
  await unlessMade('others', script, 'Making the fonts of other characters', writeOthers);
  await unlessMade('interface', [...script, characters], 'Making the interface’s font', () =>
    write(interfaceFile, characters),
  );
  await unlessMade('staff', [...script, staff.characters], 'Making the staff’s font', () =>
    write(staff.file, staff.characters),
  );
  writeFileSync(path.join(fontsFolder, 'others.css'), otherParts().map(faceOf).join(''));
}

/** Skips `work` if the stamp of `part` proves an earlier success with the same inputs. */
async function unlessMade(
  part: string,
  inputs: (string | Buffer)[],
  doing: string,
  work: () => Promise<void>,
): Promise<void> {
  const stamp = path.join(fontsFolder, `${part}.made-from`);
  const hash = createHash('sha256');
  for (const input of inputs) hash.update(input);
  const from = hash.digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === from) return;
  rmSync(stamp, { force: true });
  await runStep(doing, work);
  writeFileSync(stamp, from);
}

async function write(file: string, characters: string): Promise<void> {
  const subset = await subsetFont(readFileSync(whole), characters, {
    targetFormat: 'woff2',
    variationAxes: { wght: weights },
    keepFeatures: features,
    preserveNameIds: nameIds,
  });
  // Renames the complete file into place, because a development server may read the font at any
  // time.
  writeFileSync(path.join(fontsFolder, `${file}.new`), subset);
  renameSync(path.join(fontsFolder, `${file}.new`), path.join(fontsFolder, file));
}

async function writeOthers(): Promise<void> {
  const constant = otherParts().filter(({ file }) => file !== staffFile);
  for (const { file, characters } of constant) await write(file, characters);
  // The licence's second condition requires a copy of the licence beside the fonts.
  writeFileSync(path.join(fontsFolder, 'OFL.txt'), readFileSync(licence));
}

if (import.meta.main) await makeFonts();
