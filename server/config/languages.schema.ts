/** Languages of the pages. The first has addresses without a prefix; others have `/en/…`. */
export const languages = ['ko', 'en', 'ja', 'zh'] as const;

export type Language = (typeof languages)[number];

export const defaultLanguage: Language = languages[0];

/** Each language's tag for browsers and search engines. Chinese names its script. */
export const languageTags: Record<Language, string> = {
  ko: 'ko',
  en: 'en',
  ja: 'ja',
  zh: 'zh-Hans',
};

/** Each language's name in itself, which its readers find on a page in any language. */
export const languageNames: Record<Language, string> = {
  ko: '한국어',
  en: 'English',
  ja: '日本語',
  zh: '简体中文',
};

const prefixed = new RegExp(`^/(${languages.slice(1).join('|')})(?=/|$)`);

/** Splits a path into its language and the path that all languages share. */
export function splitLanguage(path: string): { language: Language; path: string } {
  const [prefix, named] = prefixed.exec(path) ?? [''];
  const language = languages.find((one) => one === named) ?? defaultLanguage;
  return { language, path: path.slice(prefix.length) || '/' };
}

/** Returns the address of a path in a language. */
export const pathIn = (language: Language, path: string): string =>
  language === defaultLanguage ? path : `/${language}${path === '/' ? '' : path}`;
