'use client';

import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { useChosenDate } from './chosen-date.tsx';

interface ShownProps {
  /** One for each date, or one for each plan that dates share. */
  per: 'date' | 'plan';
  children: ReactNode[];
}

/** Shows the part of the page that belongs to the shown date. The server renders all of them. */
export function Shown({ per, children }: ShownProps) {
  const t = useTranslations('catalog');
  const { dates, shown } = useChosenDate();
  if (shown === null) return <p className="text-muted">{t('noDates')}</p>;
  return children[per === 'plan' ? shown.plan : dates.indexOf(shown)];
}
