'use client';

import { useLocale, useTranslations } from 'next-intl';
import { defaultLanguage, languages } from '#server/config/languages.schema.ts';
import { getPathname, usePathname } from '../navigation.ts';
import { saveChoice } from '../storage.ts';

/**
 * Leads to this page's address in the other language. The choice decides the language of later
 * visits to an address without a language.
 */
export function LanguageSwitch() {
  const t = useTranslations('common');
  const locale = useLocale();
  const path = usePathname();
  const other = languages.find((language) => language !== locale) ?? defaultLanguage;
  return (
    <a
      href={getPathname({ href: path, locale: other })}
      lang={other}
      hrefLang={other}
      onClick={({ currentTarget }) => {
        currentTarget.search = window.location.search;
        saveChoice('jari-locale', other);
      }}
      className="flex min-h-11 items-center rounded-xl px-3 font-medium hover:bg-raised"
    >
      {t('language')}
    </a>
  );
}
