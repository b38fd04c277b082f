import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { buttonClass } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { Leave } from '../waiting-room/leave.tsx';

interface SoldOutProps {
  concertId: number;
  /** Leaving the queue would release the held seats, so pay or release them first. */
  holdsSeats: boolean;
  onLeft: () => Promise<void>;
}

/**
 * Shown during a turn if no date has a free seat: wait for a returned seat, see other concerts, or
 * leave the queue.
 */
export function SoldOut({ concertId, holdsSeats, onLeft }: SoldOutProps) {
  const t = useTranslations('seating.dates');
  const catalog = useTranslations('catalog');
  const actions = (
    <>
      <Link href="/" className={buttonClass('secondary')}>
        {catalog('others')}
      </Link>
      {!holdsSeats && <Leave concertId={concertId} onLeft={onLeft} />}
    </>
  );
  return (
    <Notice title={t('noneTitle')} actions={actions}>
      {t('none')}
    </Notice>
  );
}
