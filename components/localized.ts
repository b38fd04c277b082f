import type { Text } from '#server/schema/texts.schema.ts';

/** Returns the text in the page's language, or in Korean without a translation. */
export function textIn(locale: string, text: Text): string {
  const translated = locale === 'en' || locale === 'ja' || locale === 'zh' ? text[locale] : '';
  return translated === undefined || translated === '' ? text.ko : translated;
}
