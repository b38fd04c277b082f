import { useTranslations } from 'next-intl';
import { useFormats } from '../format.tsx';
import { Card } from '../ui/card.tsx';
import type { Booking } from '../booking.ts';
import { Facts } from './facts.tsx';

export function PaymentFacts({
  booking: { reservationId, payment, refunds },
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
        ]}
      />
      {refunds.map(({ refundId, seats, amount, fee, refundedAt }) => (
        <section
          key={refundId}
          aria-labelledby={`refund-${refundId}`}
          className="flex flex-col gap-1.5 border-t border-line pt-3"
        >
          <h3 id={`refund-${refundId}`} className="font-semibold">
            {t('refundOf', { seats: seats.join(', ') })}
          </h3>
          <Facts
            facts={[
              { name: t('refundAmount'), value: won(amount) },
              { name: t('fee'), value: won(fee) },
              { name: t('refundedAt'), value: moment(refundedAt) },
            ]}
          />
        </section>
      ))}
    </Card>
  );
}
