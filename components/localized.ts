import { languages } from '#server/config/languages.schema.ts';
import type { Text } from '#server/schema/texts.schema.ts';

/** Returns the text in the page's language, or in Korean without a translation. */
export function textIn(locale: string, text: Text): string {
  const language = languages.find((one) => one === locale) ?? 'ko';
  const translated = text[language];
  return translated === undefined || translated === '' ? text.ko : translated;
}
