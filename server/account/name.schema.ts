import { z } from 'zod';
import { codePoints } from '../schema/ids.schema.ts';

// Users recognise each other by name, so a name must not look like a different name.

/**
 * Matches refused characters: control, format, private-use, surrogate and unassigned characters,
 * invisible characters, and enclosing marks.
 */
const refused =
  /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Me}\u2800\ufffc\ufffd\u{16fe4}\u{1d159}]/u;

// A name may contain zero-width joiners and non-joiners only if they change the letters' shape.
// Joiners and non-joiners are valid after a virama (RFC 5892, appendices A.1 and A.2). A joiner is
// also valid between Bengali ra and a virama. A non-joiner is also valid between two Arabic letters
// if the first letter joins on both sides.
const viramas =
  '\\u094d\\u09cd\\u0a4d\\u0acd\\u0b4d\\u0bcd\\u0c4d\\u0ccd\\u0d3b\\u0d3c\\u0d4d\\u0dca\\u1039\\u103a\\u17d2';
const arabicLetter =
  '[\\u0622-\\u063f\\u0641-\\u064a\\u066e\\u066f\\u0671-\\u06d3\\u06d5\\u06ee\\u06ef\\u06fa-\\u06fc\\u06ff]';
const joinsOnTheRightOnly =
  '[\\u0622-\\u0625\\u0627\\u0629\\u062f-\\u0632\\u0648\\u0671-\\u0677\\u0688-\\u0699\\u06c0\\u06c3-\\u06cb\\u06cd\\u06cf\\u06d2\\u06d3\\u06d5\\u06ee\\u06ef]';
const joiners = new RegExp(
  `(?<=[${viramas}])[\\u200c\\u200d]|(?<=\\u09b0)\\u200d(?=\\u09cd)|(?<=(?!${joinsOnTheRightOnly})${arabicLetter}\\p{Mn}{0,4})\\u200c(?=${arabicLetter})`,
  'gu',
);

const marksMax = 4;
// UTS 39 (section 5.4) permits up to four nonspacing marks per letter, but no mark twice in a row.
const tooManyMarks = new RegExp(`\\p{Mn}{${String(marksMax + 1)}}|(\\p{Mn})\\1`, 'u');
const markWithoutLetter = /(?:^| )\p{M}/u;

function isReadable(name: string): boolean {
  if (name === '' || refused.test(name.replaceAll(joiners, '')) || markWithoutLetter.test(name))
    return false;
  return !tooManyMarks.test(name.normalize('NFD'));
}

/** Trims the text, and replaces each run of spaces with a single space. */
const collapsed = (text: string): string =>
  text.replaceAll(/\p{Zs}+/gu, ' ').replaceAll(/^[ \t\r\n]+|[ \t\r\n]+$/g, '');

const namePointsMax = 100;

/** A user's name in stored form: NFC, 1 to 100 visible characters, single spaces. */
export const userName = z
  .string()
  .normalize('NFC')
  .refine((value) => value !== '' && codePoints(value) <= namePointsMax, {
    error: `must have 1 to ${String(namePointsMax)} characters`,
    abort: true,
  })
  .overwrite(collapsed)
  .refine(isReadable, { error: 'must contain visible characters only' })
  .meta({ minLength: 1 });

/**
 * Makes a text a valid name by removing invalid characters. Returns null if no valid name remains.
 */
export function nameFrom(text: string): string | null {
  const seen = Array.from(text.normalize('NFC').replaceAll(/\s/gu, ' '))
    .filter((character) => !refused.test(character))
    .join('');
  const bare = collapsed(seen)
    .normalize('NFD')
    .replaceAll(/(\p{Mn})\1+/gu, '$1')
    .replaceAll(new RegExp(`(\\p{Mn}{${String(marksMax)}})\\p{Mn}+`, 'gu'), '$1')
    .replaceAll(/(^| )\p{M}+/gu, '$1')
    .normalize('NFC');
  const cut = Array.from(bare).slice(0, namePointsMax).join('');
  return userName.safeParse(cut).data ?? null;
}
