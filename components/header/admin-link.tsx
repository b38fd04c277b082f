'use client';

import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { api } from '../api.ts';

interface AdminLinkProps {
  /** Undefined in a page template, because all signed-in users share the template. */
  isStaff: boolean | undefined;
  className: string;
}

/**
 * In a page template, the browser requests the user's account from the server. The waiting room
 * omits the account request, because all its users arrive in the same second.
 */
export function AdminLink({ isStaff, className }: AdminLinkProps) {
  const t = useTranslations('common');
  const waits = usePathname().endsWith('/queue');
  const { data } = api.account.me.useQuery(undefined, {
    enabled: isStaff === undefined && !waits,
    staleTime: Infinity,
  });
  if (!(isStaff ?? (data?.roles ?? []).length > 0)) return null;
  return (
    <Link href="/admin" className={className}>
      {t('admin')}
    </Link>
  );
}
