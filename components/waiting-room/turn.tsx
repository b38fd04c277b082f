import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useEffect } from 'react';
import { buttonClass } from '#components/ui/button.tsx';
import { Notice } from '#components/ui/notice.tsx';

interface TurnProps {
  concertId: number;
  performanceIds: number[];
}

/**
 * Leads to the seats of the date in this page's address, or to all dates. Replaces the history
 * entry, so that the back button leads to the concert.
 */
export function Turn({ concertId, performanceIds }: TurnProps) {
  const t = useTranslations('queue');
  const router = useRouter();
  const chosen = Number(new URLSearchParams(window.location.search).get('date'));
  const next = performanceIds.includes(chosen) ? `seats/${String(chosen)}` : 'dates';
  const path = `/concerts/${String(concertId)}/${next}`;
  useEffect(() => router.replace(path), [router, path]);
  return (
    <Notice
      tone="success"
      title={t('activeTitle')}
      actions={
        <Link href={path} replace prefetch={false} className={buttonClass()}>
          {t('enter')}
        </Link>
      }
    >
      {t('activeNext')}
    </Notice>
  );
}
