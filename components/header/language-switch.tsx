'use client';

import { useRouter } from 'next/navigation';
import { useLocale, useTranslations } from 'next-intl';
import { useState } from 'react';
import { saveChoice } from '../storage.ts';
import { HeaderNote } from './header-note.tsx';

export function LanguageSwitch() {
  const t = useTranslations('common');
  const other = useLocale() === 'ko' ? 'en' : 'ko';
  const router = useRouter();
  const [blocked, setBlocked] = useState(false);
  const change = () => {
    const isSaved = saveChoice('jari-locale', other);
    setBlocked(!isSaved);
    if (isSaved) router.refresh();
  };
  return (
    <>
      <button
        type="button"
        lang={other}
        onClick={change}
        className="min-h-11 rounded-xl px-3 font-medium hover:bg-raised"
      >
        {t('language')}
      </button>
      <HeaderNote text={blocked ? t('languageNotSaved') : null} />
    </>
  );
}
