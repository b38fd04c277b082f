'use client';

import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { api } from '../api.ts';

interface AdminLinkProps {
  /** Whether the reader is one; undefined where the page was rendered for whoever has signed in. */
  isAdmin: boolean | undefined;
  className: string;
}

/**
 * The administrators' way in. Where the page does not know who is looking, the browser asks; not in the waiting room, where all of a
 * crowd would ask in the same second.
 */
export function AdminLink({ isAdmin, className }: AdminLinkProps) {
  const t = useTranslations('common');
  const waits = usePathname().endsWith('/queue');
  const { data } = api.account.me.useQuery(undefined, {
    enabled: isAdmin === undefined && !waits,
    staleTime: Infinity,
  });
  if (!(isAdmin ?? data?.role === 'ADMIN')) return null;
  return (
    <Link href="/admin" className={className}>
      {t('admin')}
    </Link>
  );
}
