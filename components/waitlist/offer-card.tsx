'use client';

import { useTranslations } from 'next-intl';
import { api } from '../api.ts';
import type { Booking } from '../booking.ts';
import { News } from '../checkout/news.tsx';
import { suggestedAmount, usePurchase } from '../checkout/use-purchase.ts';
import { useRefusalText } from '../errors.ts';
import { useFormats } from '../format.tsx';
import { useUntilAnswered } from '../network/until-answered.ts';
import { HoldLeft } from '../tickets/hold-left.tsx';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { Notice } from '../ui/notice.tsx';
import type { OwnWish } from './own-wish.ts';

interface OfferCardProps {
  userId: string;
  balance: number;
  offer: NonNullable<OwnWish['offer']>;
}

/** Shows the offered seats with the time left, and lets the user accept or decline them. */
export function OfferCard({ userId, balance, offer }: OfferCardProps) {
  const t = useTranslations('waitlist.offer');
  const { moment, won } = useFormats();
  const { reservationId, seats, price, expiresAt } = offer;
  const { data: booking } = api.reservation.get.useQuery({ reservationId });
  return (
    <Card className="flex flex-col gap-4">
      <div role="status">
        <h2 className="text-xl font-bold">{t('title')}</h2>
        <p className="mt-1">
          {booking !== undefined && `${moment(booking.startsAt)} · `}
          {t('seats', { seats: seats.join(', '), count: seats.length })}
        </p>
      </div>
      <HoldLeft expiresAt={expiresAt} />
      <p className="flex items-baseline justify-between gap-3">
        <span>{t('total')}</span>
        <strong className="text-lg tabular-nums">{won(price)}</strong>
      </p>
      {booking !== undefined && <Answer {...{ userId, balance, booking }} />}
    </Card>
  );
}

/** One press pays from the wallet, and charges a short balance first. */
function Answer({
  userId,
  balance,
  booking,
}: Omit<OfferCardProps, 'offer'> & { booking: Booking }) {
  const t = useTranslations('waitlist.offer');
  const { won } = useFormats();
  const refusalText = useRefusalText();
  const utils = api.useUtils();
  const { reservationId } = booking;
  const { payment, charge, missing, busy, buy } = usePurchase(userId, booking, balance);
  const decline = useUntilAnswered({
    send: (_: undefined, signal) =>
      utils.client.seating.release.mutate({ reservationId }, { signal }),
    onSettled: () => Promise.all([utils.waitlist.invalidate(), utils.reservation.invalidate()]),
  });
  const off = busy || decline.isPending;
  const amount = suggestedAmount(missing);
  return (
    <div className="flex flex-col gap-2">
      <News payment={payment} charge={charge} />
      {decline.error !== null && <Notice tone="danger">{refusalText(decline.error)}</Notice>}
      <Button
        aria-disabled={off}
        aria-busy={busy}
        className="min-h-13 text-lg"
        onClick={() => {
          if (!off) buy(amount);
        }}
      >
        {busy
          ? t('running')
          : missing === 0
            ? t('accept', { price: won(booking.price) })
            : t('chargeAndAccept', { amount: won(amount) })}
      </Button>
      <Button
        variant="secondary"
        aria-disabled={off}
        onClick={() => {
          if (!off) decline.mutate(undefined);
        }}
      >
        {t('decline')}
      </Button>
      <p className="text-sm text-muted">{t('about')}</p>
    </div>
  );
}
