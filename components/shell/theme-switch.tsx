'use client';

import { SunMoon } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { remember } from './cookie.ts';

function change(): void {
  const root = document.documentElement;
  const dark = root.dataset['theme'] ?? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light');
  const next = dark === 'dark' ? 'light' : 'dark';
  root.dataset['theme'] = next;
  remember('jari-theme', next);
}

export function ThemeSwitch() {
  const t = useTranslations('common');
  return (
    <button
      type="button"
      aria-label={t('theme')}
      onClick={change}
      className="flex size-11 items-center justify-center rounded-xl hover:bg-raised"
    >
      <SunMoon aria-hidden className="size-5" />
    </button>
  );
}
