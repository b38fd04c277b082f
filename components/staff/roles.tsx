import { useTranslations } from 'next-intl';
import { Card } from '../ui/card.tsx';
import type { Role } from './staff-nav.tsx';

/** Roles from the most to the least powerful. */
export const roles = ['OWNER', 'MANAGER', 'SUPPORT', 'DOOR', 'AUDITOR'] as const satisfies Role[];

export function RolesExplained() {
  const t = useTranslations('staff');
  return (
    <Card className="flex flex-col gap-3">
      <h2 className="text-lg font-bold">{t('rolesTitle')}</h2>
      <dl className="grid gap-x-4 gap-y-2 sm:grid-cols-[auto_1fr]">
        {roles.map((role) => (
          <div key={role} className="contents">
            <dt className="font-semibold">{t(`role.${role}.name`)}</dt>
            <dd className="mb-2 text-muted sm:mb-0">{t(`role.${role}.about`)}</dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}
