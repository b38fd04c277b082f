export function localized(locale: string, ko: string, en: string): string {
  return locale === 'en' ? en : ko;
}
