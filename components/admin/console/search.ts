import { halfWidth } from '../../half-width.ts';

const plain = (text: string) => halfWidth(text).normalize('NFC').toLowerCase();

/** True if each word that was typed is part of one of the texts. */
export function matches(typed: string, texts: readonly (string | null)[]): boolean {
  const known = texts.map((text) => plain(text ?? ''));
  return plain(typed)
    .split(/\s+/)
    .every((word) => known.some((text) => text.includes(word)));
}
