'use client';

import type { ReactNode } from 'react';
import { useChosenDate } from './chosen-date.tsx';

/** Shows the hall plan of the shown date. */
export function ShownPlan({ plans }: { plans: ReactNode[] }) {
  const { shown } = useChosenDate();
  return shown === null ? null : plans[shown.plan];
}
