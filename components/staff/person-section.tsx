import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';

interface PersonSectionProps {
  name: 'reservations' | 'places' | 'wallet';
  isEmpty: boolean;
  children: ReactNode;
}

export function PersonSection({ name, isEmpty, children }: PersonSectionProps) {
  const t = useTranslations('staff.person');
  return (
    <section aria-labelledby={name} className="flex flex-col gap-3">
      <h2 id={name} className="text-lg font-bold">
        {t(`${name}.title`)}
      </h2>
      {isEmpty ? <p className="text-muted">{t(`${name}.none`)}</p> : children}
    </section>
  );
}

export const listClass = 'divide-y divide-line rounded-2xl border border-line bg-surface';
