import { useLocale } from 'next-intl';
import { createNavigation } from 'next-intl/navigation';
import { defaultLanguage, languages } from '#server/config/languages.schema.ts';

/** Links and navigation that keep the page's language. Their paths have no language. */
export const { Link, getPathname, redirect, usePathname, useRouter } = createNavigation({
  locales: languages,
  defaultLocale: defaultLanguage,
  localePrefix: 'as-needed',
  localeCookie: false,
});

/** Returns a function that adds the page's language to a path, for plain links and forms. */
export function useAddress(): (path: string) => string {
  const locale = useLocale();
  return (path) => getPathname({ href: path, locale });
}
