'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useFormats } from '../format.tsx';
import { detailsOf } from './refused.ts';
import { startOf, type StartRules } from './start.ts';

/** Keeps the typed start of a date. `refusal` is the latest refusal of the server. */
export function useStart(initial: string, rules: StartRules, refusal: unknown) {
  const t = useTranslations('editing.start');
  const { moment } = useFormats();
  const [typed, setTyped] = useState(initial);
  const [isShown, setShown] = useState(false);
  const found = startOf(typed, rules);
  const problem = 'problem' in found ? found.problem : null;
  const isRefused = detailsOf(refusal, 'BAD_INPUT')?.issues.some(({ path }) => path === 'startsAt');
  const error =
    isShown && problem !== null
      ? t(problem, { opening: moment(rules.opensAt) })
      : isRefused === true
        ? t('refused', { opening: moment(rules.opensAt) })
        : undefined;
  return {
    /** Returns the instant, and shows the problem if there is none. */
    read: (): string | null => {
      setShown(true);
      return 'startsAt' in found ? found.startsAt : null;
    },
    isRefused: isRefused === true,
    field: {
      label: t('label'),
      hint: t('hint', { opening: moment(rules.opensAt) }),
      error,
      type: 'datetime-local',
      autoComplete: 'off',
      value: typed,
      onChange: ({ target }: { target: { value: string } }) => {
        setTyped(target.value);
        setShown(false);
      },
    },
  };
}
