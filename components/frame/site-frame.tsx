import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { Link } from '../navigation.ts';
import { PageSkeleton } from '../skeleton/page-skeleton.tsx';

/** Surrounds a page with the header, the footer and the bar of held seats. */
export function SiteFrame({
  header,
  bar,
  children,
}: {
  header: ReactNode;
  bar: ReactNode;
  children: ReactNode;
}) {
  const t = useTranslations('common');
  return (
    <>
      {header}
      <div className="flex-1">{children}</div>
      <footer className="border-t border-line px-6 py-6 text-center text-sm text-muted">
        {t('brand')} · {t('footer')} ·{' '}
        <Link href="/practice" prefetch={false} className="inline-block py-2 underline">
          {t('practice')}
        </Link>{' '}
        ·{' '}
        <Link href="/docs" prefetch={false} className="inline-block py-2 underline">
          {t('reference')}
        </Link>{' '}
        ·{' '}
        <Link href="/terms" prefetch={false} className="inline-block py-2 underline">
          {t('terms')}
        </Link>{' '}
        ·{' '}
        <Link href="/privacy" prefetch={false} className="inline-block py-2 underline">
          {t('privacy')}
        </Link>
      </footer>
      {bar}
      <PageSkeleton />
    </>
  );
}
