'use client';

import { useTranslations } from 'next-intl';
import { useState, useSyncExternalStore } from 'react';
import { saveChoice } from '../storage.ts';
import { HeaderNote } from './header-note.tsx';

const themes = ['system', 'light', 'dark'] as const;
type Theme = (typeof themes)[number];

function shownTheme(): Theme {
  const theme = document.documentElement.dataset['theme'];
  return theme === 'light' || theme === 'dark' ? theme : 'system';
}

/** Returns false if the browser does not save the choice. */
function choose(theme: Theme): boolean {
  const { dataset } = document.documentElement;
  if (theme === 'system') delete dataset['theme'];
  else dataset['theme'] = theme;
  return saveChoice('jari-theme', theme);
}

const subscribeToNothing = () => () => undefined;

/** Selects the light or dark theme, or the theme of the device. */
export function ThemeChoice() {
  const t = useTranslations('site');
  const common = useTranslations('common');
  const before = useSyncExternalStore(subscribeToNothing, shownTheme, () => 'system' as const);
  const [chosen, setChosen] = useState<Theme | null>(null);
  const [blocked, setBlocked] = useState(false);
  return (
    <fieldset className="px-3 py-1">
      <legend className="sr-only">{t('theme.label')}</legend>
      <div className="flex rounded-xl bg-raised p-1">
        {themes.map((theme) => (
          <label
            key={theme}
            className="flex min-h-10 flex-1 cursor-pointer items-center justify-center rounded-lg px-1 text-sm font-semibold has-checked:bg-surface has-checked:text-accent has-focus-visible:outline-3 has-focus-visible:outline-accent"
          >
            <input
              type="radio"
              name="theme"
              value={theme}
              checked={(chosen ?? before) === theme}
              onChange={() => {
                setBlocked(!choose(theme));
                setChosen(theme);
              }}
              className="sr-only"
            />
            {t(`theme.${theme}`)}
          </label>
        ))}
      </div>
      <HeaderNote text={blocked ? common('themeNotSaved') : null} />
    </fieldset>
  );
}
