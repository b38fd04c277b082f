'use client';

import { useLocale, useTranslations } from 'next-intl';
import { languageNames, languages, languageTags } from '#server/config/languages.schema.ts';
import { getPathname, usePathname } from '../navigation.ts';
import { saveChoice } from '../storage.ts';

/**
 * Leads to this page's address in each language. The choice decides the language of later visits to
 * an address without a language.
 */
export function LanguageSwitch() {
  const t = useTranslations('common');
  const locale = useLocale();
  const path = usePathname();
  return (
    <ul
      aria-label={t('language')}
      className="grid grid-cols-[repeat(auto-fill,minmax(6.5rem,1fr))] gap-1"
    >
      {languages.map((language) => (
        <li key={language}>
          <a
            href={getPathname({ href: path, locale: language })}
            lang={languageTags[language]}
            hrefLang={languageTags[language]}
            aria-current={language === locale ? 'true' : undefined}
            onClick={({ currentTarget }) => {
              currentTarget.search = window.location.search;
              saveChoice('jari-locale', language);
            }}
            className="flex min-h-11 items-center rounded-xl px-3 font-medium whitespace-nowrap hover:bg-raised aria-[current]:text-accent"
          >
            {languageNames[language]}
          </a>
        </li>
      ))}
    </ul>
  );
}
