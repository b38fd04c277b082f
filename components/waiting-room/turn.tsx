import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useEffect } from 'react';
import { buttonClass } from '#components/ui/button.tsx';
import { Notice } from '#components/ui/notice.tsx';

/** Replaces the history entry, so that the back button leads from the dates to the concert. */
export function Turn({ concertId }: { concertId: number }) {
  const t = useTranslations('queue');
  const router = useRouter();
  const dates = `/concerts/${String(concertId)}/dates`;
  useEffect(() => router.replace(dates), [router, dates]);
  return (
    <Notice
      tone="success"
      title={t('activeTitle')}
      actions={
        <Link href={dates} replace prefetch={false} className={buttonClass()}>
          {t('enter')}
        </Link>
      }
    >
      {t('activeNext')}
    </Notice>
  );
}
