'use client';

import { useRouter } from 'next/navigation';
import { useLocale, useTranslations } from 'next-intl';
import { remember } from './cookie.ts';

export function LanguageSwitch() {
  const t = useTranslations('common');
  const other = useLocale() === 'ko' ? 'en' : 'ko';
  const router = useRouter();
  const change = () => {
    remember('jari-locale', other);
    router.refresh();
  };
  return (
    <button type="button" lang={other} onClick={change} className="min-h-11 rounded-xl px-3 font-medium hover:bg-raised">
      {t('language')}
    </button>
  );
}
