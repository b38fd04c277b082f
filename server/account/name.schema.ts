import { z } from 'zod';
import { codePoints } from '../schema/ids.schema.ts';

// Administrators and other users rely on a name, so a name must not look like another name.

/**
 * Refused characters: control, format, private-use, surrogate and unassigned characters, characters
 * without a glyph, and enclosing marks.
 */
const refused =
  /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Me}\u2800\ufffc\ufffd\u{16fe4}\u{1d159}]/u;

// A name may contain joiners only where they shape letters. A joiner is valid after a virama (RFC
// 5892, appendices A.1 and A.2), in Bengali between ra and the virama, and between two Arabic
// letters. Between Arabic letters only a non-joiner is valid, and the first letter must join on
// both sides.
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
// UTS 39, section 5.4: no writing system puts more than four nonspacing marks on a letter, or the
// same mark twice in a row.
const tooManyMarks = new RegExp(`\\p{Mn}{${String(marksMax + 1)}}|(\\p{Mn})\\1`, 'u');
const markWithoutLetter = /(?:^| )\p{M}/u;

function isReadable(name: string): boolean {
  if (name === '' || refused.test(name.replaceAll(joiners, '')) || markWithoutLetter.test(name))
    return false;
  return !tooManyMarks.test(name.normalize('NFD'));
}

/** Replaces each run of spaces with one space, and trims the text. */
const collapsed = (text: string): string =>
  text.replaceAll(/\p{Zs}+/gu, ' ').replaceAll(/^[ \t\r\n]+|[ \t\r\n]+$/g, '');

const namePointsMax = 100;

/** A user's name as stored: NFC, 1 to 100 visible characters, single spaces. */
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
 * Turns a text into a valid name by removing invalid characters; returns null if no valid name
 * remains.
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
