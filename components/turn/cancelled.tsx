'use client';

import { useTranslations } from 'next-intl';
import { Link } from '../navigation.ts';
import { api } from '../api.ts';
import { buttonClass } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { Page } from '../ui/page.tsx';

interface CancelledProps {
  concertId: number;
  /** Cancelled date; undefined if the whole concert is cancelled. */
  performanceId?: number | undefined;
  /** True if the component takes the focus, because it replaces visible content. */
  focused?: boolean;
}

/** Replaces a sale page after staff cancel the date or the concert. */
export function Cancelled({ concertId, performanceId, focused = false }: CancelledProps) {
  const t = useTranslations('seating.cancelled');
  const turn = useTranslations('seating.turn');
  const { data: bookings = [] } = api.reservation.mine.useQuery(undefined, {
    refetchOnMount: 'always',
  });
  const concerned = bookings.filter(
    (booking) =>
      booking.concertId === concertId &&
      booking.dateCancelledAt !== null &&
      (performanceId === undefined || booking.performanceId === performanceId),
  );
  const isPaid = concerned.some(({ payment }) => payment !== null);
  const reason = concerned[0]?.cancelledReason;
  const isDate = performanceId !== undefined;
  return (
    <Page
      narrow
      focused={focused}
      title={t(isDate ? 'dateTitle' : 'concertTitle')}
      lead={t(isPaid ? 'paid' : 'unpaid')}
    >
      <Card className="flex flex-col gap-3">
        {reason !== undefined && reason !== null && <p>{t('reason', { reason })}</p>}
        {isDate && (
          <Link href={`/concerts/${concertId}/dates`} className={buttonClass()}>
            {t('otherDates')}
          </Link>
        )}
        <Link href="/reservations" className={buttonClass('secondary')}>
          {turn('reservations')}
        </Link>
        <Link href={`/concerts/${concertId}`} className={buttonClass('ghost')}>
          {turn('concert')}
        </Link>
      </Card>
    </Page>
  );
}
