import { useTranslations } from 'next-intl';
import { useFormats } from '../format.tsx';
import type { Overview } from './figures.tsx';
import { type Lever, typedNumber } from './lever.ts';

/** The levers of a line, in the administrator's language. */
export function useLevers({ paused, pauseReason, capacity, ratePerMinute, message }: Overview): Lever[] {
  const t = useTranslations('admin.lever');
  const { number } = useFormats();
  const words = (name: 'capacity' | 'ratePerMinute' | 'message') => ({
    name,
    label: t(`${name}.label`),
    action: t(`${name}.action`),
    title: t(`${name}.title`),
    description: t(`${name}.description`),
    done: t(`${name}.done`),
  });
  const field = (name: 'capacity' | 'ratePerMinute' | 'message', initial: string) => ({
    label: t(`${name}.field`),
    hint: t(`${name}.hint`),
    wrong: t(`${name}.wrong`),
    numeric: name !== 'message',
    initial,
  });
  const turn = paused ? 'resume' : 'pause';
  return [
    {
      name: 'paused',
      label: t('paused.label'),
      value: paused ? t('paused.valuePaused', { reason: pauseReason ?? '' }) : t('paused.valueRunning'),
      action: t(`${turn}.action`),
      title: t(`${turn}.title`),
      description: t(`${turn}.description`),
      done: t(`${turn}.done`),
      changeOf: () => ({ paused: !paused }),
    },
    {
      ...words('capacity'),
      value: t('capacity.value', { value: number(capacity) }),
      field: field('capacity', String(capacity)),
      changeOf: (typed) => ({ capacity: typedNumber(typed) }),
    },
    {
      ...words('ratePerMinute'),
      value: t('ratePerMinute.value', { value: number(ratePerMinute) }),
      field: field('ratePerMinute', String(ratePerMinute)),
      changeOf: (typed) => ({ ratePerMinute: typedNumber(typed) }),
    },
    {
      ...words('message'),
      value: message ?? t('message.none'),
      field: field('message', message ?? ''),
      changeOf: (typed) => ({ message: typed.trim() }),
    },
  ];
}
