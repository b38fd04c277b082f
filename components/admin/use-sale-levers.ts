import { useTranslations } from 'next-intl';
import type { Outputs } from '../api.ts';
import { useFormats } from '../format.tsx';
import { feesAsTyped, type SaleLever, typedFees, typedNumber } from './lever.ts';

export type Sale = Pick<Outputs['catalog']['concert'], 'maxSeats' | 'orphanRule' | 'cancellationFees'>;

/** The levers of how a concert is sold, in the administrator's language. */
export function useSaleLevers({ maxSeats, orphanRule, cancellationFees }: Sale): SaleLever[] {
  const t = useTranslations('admin.lever');
  const { number } = useFormats();
  const typed = (name: 'maxSeats' | 'cancellationFees', initial: string) => ({
    name,
    label: t(`${name}.label`),
    action: t(`${name}.action`),
    title: t(`${name}.title`),
    description: t(`${name}.description`),
    done: t(`${name}.done`),
    field: {
      label: t(`${name}.field`),
      hint: t(`${name}.hint`),
      wrong: t(`${name}.wrong`),
      numeric: name === 'maxSeats',
      initial,
    },
  });
  const turn = orphanRule ? 'off' : 'on';
  return [
    {
      ...typed('maxSeats', String(maxSeats)),
      value: t('maxSeats.value', { value: number(maxSeats) }),
      changeOf: (given) => ({ maxSeats: typedNumber(given) }),
    },
    {
      name: 'orphanRule',
      label: t('orphanRule.label'),
      value: orphanRule ? t('orphanRule.isOn') : t('orphanRule.isOff'),
      action: t(`orphanRule.${turn}.action`),
      title: t(`orphanRule.${turn}.title`),
      description: t('orphanRule.description'),
      done: t(`orphanRule.${turn}.done`),
      changeOf: () => ({ orphanRule: !orphanRule }),
    },
    {
      ...typed('cancellationFees', feesAsTyped(cancellationFees)),
      value: cancellationFees.length === 0 ? t('cancellationFees.none') : feesInWords(cancellationFees, t),
      changeOf: (given) => ({ cancellationFees: typedFees(given) }),
    },
  ];
}

const feesInWords = (fees: Sale['cancellationFees'], t: ReturnType<typeof useTranslations<'admin.lever'>>): string =>
  fees.map(({ fromDays, percent }) => t('cancellationFees.step', { days: fromDays, percent })).join(' · ');
