'use client';

import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { useChosenDate } from './chosen-date.tsx';

/** Shows one of the plans, that of the shown date. */
export function ShownPlan({ plans }: { plans: ReactNode[] }) {
  const { shown } = useChosenDate();
  const t = useTranslations('catalog');
  return shown === null ? <p className="text-muted">{t('noDates')}</p> : plans[shown.plan];
}
