import { useTranslations } from 'next-intl';
import { Link } from '../navigation.ts';
import { useFormats } from '../format.tsx';
import { buttonClass } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import type { Booking } from '../booking.ts';

/** States that the date is cancelled, the reason, and what happens to the money. */
export function DateCancelled({ booking }: { booking: Booking }) {
  const t = useTranslations('tickets');
  const { cancelledReason, payment } = booking;
  const toWallet = (
    <Link href="/wallet" className={buttonClass('secondary')}>
      {t('toWallet')}
    </Link>
  );
  return (
    <Notice
      tone="danger"
      title={t('cancelledTitle')}
      {...(payment !== null && { actions: toWallet })}
    >
      <MoneyBack booking={booking} />
      {cancelledReason !== null && (
        <p className="mt-1">{t('cancelledReason', { reason: cancelledReason })}</p>
      )}
    </Notice>
  );
}

function MoneyBack({ booking: { status, payment, refund } }: { booking: Booking }) {
  const t = useTranslations('tickets');
  const { won } = useFormats();
  if (payment === null) return <p>{t('cancelledUnpaid')}</p>;
  if (status === 'PAID' || refund === null) return <p>{t('cancelledRefundDue')}</p>;
  const { amount, fee } = refund;
  if (fee > 0) return <p>{t('refunded', { amount: won(amount), fee: won(fee) })}</p>;
  return <p>{t('cancelledRefunded', { amount: won(amount) })}</p>;
}
