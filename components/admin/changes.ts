import { useTranslations } from 'next-intl';
import { feeSchedule } from '#server/fees/fees.schema.ts';
import { useFormats } from '../format.tsx';
import { useDuration } from './duration.ts';
import { feesAsTyped } from './control.ts';

type Values = Readonly<Record<string, unknown>> | null;

/**
 * Returns a function that describes an audit entry's values, before or after a change. Shows the
 * name of a setting that has no translation.
 */
export function useChangesText(): (values: Values) => string {
  const t = useTranslations('admin');
  const { moment } = useFormats();
  const duration = useDuration();
  const feesInWords = (value: unknown) => {
    const fees = feeSchedule.safeParse(value);
    if (!fees.success) return t('change.usualFees');
    return fees.data.length === 0
      ? t('change.noCancelling')
      : t('change.cancellationFees', { value: feesAsTyped(fees.data) });
  };
  const one = ([name, value]: [string, unknown]): string => {
    const text = inWords(value);
    if (name === 'paused') return value === true ? t('change.paused') : t('change.resumed');
    if (name === 'message' && (value === '' || value === null)) return t('change.noMessage');
    if (name === 'orphanRule')
      return value === true ? t('change.orphanRuleOn') : t('change.orphanRuleOff');
    if (name === 'cancellationFees') return feesInWords(value);
    if ((name === 'status' || name === 'state') && t.has(`change.${name}Of.${text}`))
      return t(`change.${name}Of.${text}`);
    if (name === 'voided') return value === true ? t('change.voided') : t('change.valid');
    if (value === null && t.has(`change.usual.${name}`)) return t(`change.usual.${name}`);
    if (name.endsWith('Seconds') && typeof value === 'number' && t.has(`change.${name}`))
      return t(`change.${name}`, { value: duration(value) });
    if (name === 'opensAt' || name === 'lineOpensAt' || name === 'closesAt')
      return t(`change.${name}`, { value: moment(text) });
    return t.has(`change.${name}`) ? t(`change.${name}`, { value: text }) : `${name}: ${text}`;
  };
  return (values) =>
    Object.entries(values ?? {})
      .map(one)
      .join(', ');
}

function inWords(value: unknown): string {
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  return Array.isArray(value) && value.every((item) => typeof item === 'number')
    ? value.join(', ')
    : JSON.stringify(value);
}
