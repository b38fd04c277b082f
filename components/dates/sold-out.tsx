import { useTranslations } from 'next-intl';
import { Link } from '../navigation.ts';
import { buttonClass } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { Leave } from '../waiting-room/leave.tsx';

interface SoldOutProps {
  concertId: number;
  /** True hides the leave button, because leaving the queue releases the held seats. */
  holdsSeats: boolean;
  onLeft: () => Promise<void>;
}

/**
 * Appears during a turn if no performance has a free seat. The user can wait for a seat, see other
 * concerts or leave the queue.
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
