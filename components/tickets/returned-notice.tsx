import { useTranslations } from 'next-intl';
import type { Booking } from '../booking.ts';
import { useFormats } from '../format.tsx';
import { Notice } from '../ui/notice.tsx';

interface ReturnedNoticeProps {
  booking: Booking;
  /** Refund that the user just made on this page. */
  refundId: number | null;
}

/** Confirms the return of single seats, beside the button that returns more of them. */
export function ReturnedNotice({ booking: { status, refunds }, refundId }: ReturnedNoticeProps) {
  const t = useTranslations('tickets');
  const { won } = useFormats();
  const refund = refunds.find((made) => made.refundId === refundId);
  if (status !== 'PAID' || refund === undefined) return null;
  return (
    <Notice tone="success" title={t('returnedTitle', { seats: refund.seats.join(', ') })}>
      {t('refunded', { amount: won(refund.amount), fee: won(refund.fee) })}
    </Notice>
  );
}
