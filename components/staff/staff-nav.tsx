import { useTranslations } from 'next-intl';
import { Link } from '../navigation.ts';
import type { Outputs } from '../api.ts';
import { cn } from '../ui/cn.ts';

export type Role = NonNullable<Outputs['account']['me']>['roles'][number];

/** Pages about staff and people, with the roles that may open them. OWNER may open every page. */
const pages = {
  people: ['MANAGER', 'SUPPORT', 'AUDITOR'],
  audit: ['MANAGER', 'AUDITOR'],
  integrity: ['MANAGER', 'AUDITOR'],
  staff: [],
  security: ['MANAGER', 'SUPPORT', 'AUDITOR', 'DOOR'],
} satisfies Record<string, Role[]>;
export type StaffPage = keyof typeof pages;

/** Returns the pages that these roles may open. */
export function pagesOf(roles: readonly Role[]): StaffPage[] {
  const names = Object.keys(pages) as StaffPage[];
  return names.filter((name) => {
    const allowed: readonly Role[] = pages[name];
    return roles.some((role) => role === 'OWNER' || allowed.includes(role));
  });
}

/** Hidden on wide screens, whose sidebar has these links. */
export function StaffNav({ roles, here }: { roles: readonly Role[]; here: StaffPage }) {
  const t = useTranslations('staff.nav');
  return (
    <nav aria-label={t('label')} className="-mx-1 flex flex-wrap gap-1 lg:hidden">
      {pagesOf(roles).map((name) => (
        <Link
          key={name}
          href={`/admin/${name}`}
          {...(name === here && { 'aria-current': 'page' as const })}
          className={cn(
            'inline-flex min-h-11 items-center rounded-xl border border-transparent px-3 font-medium hover:bg-raised',
            name === here && 'bg-accent-soft text-accent',
          )}
        >
          {t(name)}
        </Link>
      ))}
    </nav>
  );
}
