import { useTranslations } from 'next-intl';
import { useFormats } from '../format.tsx';
import { Card } from '../ui/card.tsx';
import type { Booking } from '../booking.ts';
import { Facts } from './facts.tsx';

export function PaymentFacts({
  booking: { reservationId, payment, refund },
}: {
  booking: Booking;
}) {
  const t = useTranslations('tickets');
  const { won, moment } = useFormats();
  if (payment === null) return null;
  return (
    <Card className="flex flex-col gap-3">
      <h2 className="text-lg font-bold">{t('paymentTitle')}</h2>
      <Facts
        facts={[
          { name: t('reservationNumber'), value: reservationId },
          { name: t('paidAmount'), value: won(payment.amount) },
          { name: t('paidAt'), value: moment(payment.paidAt) },
          ...(refund === null
            ? []
            : [
                { name: t('refundAmount'), value: won(refund.amount) },
                { name: t('fee'), value: won(refund.fee) },
                { name: t('refundedAt'), value: moment(refund.refundedAt) },
              ]),
        ]}
      />
    </Card>
  );
}
