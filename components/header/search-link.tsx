'use client';

import { Search } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Link } from '../navigation.ts';

/** Leads to the search field of the list, which takes the focus. */
export function SearchLink() {
  const t = useTranslations('site');
  return (
    <Link
      href="/#search"
      prefetch={false}
      aria-label={t('search')}
      // On the list itself, the field is already there.
      onClick={() => document.getElementById('search')?.focus()}
      className="flex size-11 items-center justify-center rounded-xl hover:bg-raised"
    >
      <Search aria-hidden className="size-5" />
    </Link>
  );
}
