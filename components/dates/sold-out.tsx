import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { buttonClass } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { Leave } from '../waiting-room/leave.tsx';

interface SoldOutProps {
  concertId: number;
  /** Leaving the line would give up their seats: they pay or release those first. */
  holdsSeats: boolean;
  onLeft: () => Promise<void>;
}

/** Admitted, and no date has a seat left: stay for one that comes back, look elsewhere, or let the next person in. */
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
