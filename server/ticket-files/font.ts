import { create, type Font } from 'fontkit';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { inflateSync } from 'node:zlib';

const { resolve } = createRequire(import.meta.url);
const mainFile = 'pretendard/dist/public/static/Pretendard-Medium.otf';
/** Has a glyph for nearly every character of Unicode, in 16 pixels. */
const fallbackFile = '@fontsource/unifontex/files/unifontex-latin-400-normal.woff';

export interface FontFile {
  bytes: Buffer;
  has: (character: string) => boolean;
}

const loaded = new Map<string, FontFile>();
function load(file: string, decoded: (bytes: Buffer) => Buffer): FontFile {
  const known = loaded.get(file);
  if (known !== undefined) return known;
  const bytes = decoded(readFileSync(resolve(file)));
  const font = create(bytes) as Font;
  const has = (character: string) => font.hasGlyphForCodePoint(character.codePointAt(0) ?? 0);
  loaded.set(file, { bytes, has });
  return { bytes, has };
}

export const mainFont = (): FontFile => load(mainFile, (bytes) => bytes);
export const fallbackFont = (): FontFile => load(fallbackFile, sfntOf);

/**
 * Unpacks a WOFF 1.0 font file. The PDF library reads such files, too, but unpacks a table at each
 * glyph: a line of text took 6 s.
 */
function sfntOf(woff: Buffer): Buffer {
  const count = woff.readUInt16BE(12);
  const power = 2 ** Math.floor(Math.log2(count));
  const head = Buffer.alloc(12);
  woff.copy(head, 0, 4, 8);
  const search = [count, power * 16, Math.log2(power), (count - power) * 16];
  search.forEach((value, at) => head.writeUInt16BE(value, 4 + at * 2));
  const directory: Buffer[] = [head];
  const bodies: Buffer[] = [];
  let offset = head.length + 16 * count;
  for (let at = 44; at < 44 + 20 * count; at += 20) {
    const [from, packed, size] = [4, 8, 12].map((field) => woff.readUInt32BE(at + field));
    const stored = woff.subarray(from, (from ?? 0) + (packed ?? 0));
    const body = (packed ?? 0) < (size ?? 0) ? inflateSync(stored) : stored;
    const place = Buffer.alloc(8);
    place.writeUInt32BE(offset, 0);
    place.writeUInt32BE(body.length, 4);
    directory.push(woff.subarray(at, at + 4), woff.subarray(at + 16, at + 20), place);
    const padding = Buffer.alloc(-body.length & 3);
    bodies.push(body, padding);
    offset += body.length + padding.length;
  }
  return Buffer.concat([...directory, ...bodies]);
}

/** Characters that show nothing of their own, such as a joiner of emoji. */
const isInvisible = (character: string) => /\p{Default_Ignorable_Code_Point}/u.test(character);

export interface Run {
  text: string;
  isFallback: boolean;
}

/**
 * Divides a text into runs of one font each. Each character of a run has a glyph in its font; a
 * character that no font has becomes its number, as in `U+1F9FF`.
 */
export function runsOf(text: string): Run[] {
  const runs: Run[] = [];
  for (const character of text.normalize('NFC')) {
    if (isInvisible(character)) continue;
    const isMain = mainFont().has(character);
    const shown = isMain || fallbackFont().has(character) ? character : numberOf(character);
    const isFallback = !isMain && shown === character;
    const last = runs.at(-1);
    if (last?.isFallback === isFallback) last.text += shown;
    else runs.push({ text: shown, isFallback });
  }
  return runs;
}

const numberOf = (character: string): string =>
  `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
