import { useTranslations } from 'next-intl';
import type { Outputs } from '../api.ts';

export type Check = Outputs['admin']['integrity']['checks'][number];

/** Orders checks with breaches first, most breaches first, and keeps the order of the others. */
export const breachesFirst = (checks: readonly Check[]): Check[] =>
  checks.toSorted((a, b) => b.breaches - a.breaches);

/** Returns the rule of a check in words, or the check's own name if it has none. */
export function useCheckName(): (check: string) => string {
  const t = useTranslations('staff');
  return (check) => {
    const key = `check.${check.replaceAll('-', '_')}`;
    return t.has(key) ? t(key) : check;
  };
}
