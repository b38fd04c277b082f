import { splitLanguage } from '#server/config/languages.schema.ts';

/**
 * Returns the name of a page's layout in the style sheet: the last word of its path, or the empty
 * text for the list. Returns null for pages for staff, and for files, which replace no page.
 */
export function shapeOf(path: string): string | null {
  const words = splitLanguage(path)
    .path.split('/')
    .filter((word) => !/^\d*$/.test(word));
  return words.includes('admin') || words.at(-1) === 'calendar' ? null : (words.at(-1) ?? '');
}
