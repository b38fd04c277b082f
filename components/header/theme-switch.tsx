'use client';

import { SunMoon } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { saveChoice } from '../storage.ts';
import { HeaderNote } from './header-note.tsx';

/** Returns false if the browser does not save the choice. */
function change(): boolean {
  const root = document.documentElement;
  const theme =
    root.dataset['theme'] ??
    (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light');
  const next = theme === 'dark' ? 'light' : 'dark';
  root.dataset['theme'] = next;
  return saveChoice('jari-theme', next);
}

export function ThemeSwitch() {
  const t = useTranslations('common');
  const [blocked, setBlocked] = useState(false);
  return (
    <>
      <button
        type="button"
        onClick={() => setBlocked(!change())}
        className="flex size-11 items-center justify-center rounded-xl hover:bg-raised"
      >
        <SunMoon aria-hidden className="size-5" />
        {/* The style sheet selects the label, because the server does not know the browser's
            preferred theme. */}
        <span className="sr-only dark:hidden">{t('toDark')}</span>
        <span className="sr-only not-dark:hidden">{t('toLight')}</span>
      </button>
      <HeaderNote text={blocked ? t('themeNotSaved') : null} />
    </>
  );
}
