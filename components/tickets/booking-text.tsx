import { useLocale, useTranslations } from 'next-intl';
import type { Booking } from '../booking.ts';
import { textIn } from '../localized.ts';
import { Badge, type BadgeTone } from '../ui/badge.tsx';

type Status = Booking['status'];

const tones: Record<Status, BadgeTone> = {
  HELD: 'warning',
  PAID: 'success',
  CANCELLED: 'danger',
  EXPIRED: 'neutral',
  RELEASED: 'neutral',
};

export function StatusBadge({
  booking: { status, dateCancelledAt, seats },
}: {
  booking: Pick<Booking, 'status' | 'dateCancelledAt' | 'seats'>;
}) {
  const t = useTranslations('tickets');
  if (dateCancelledAt !== null) return <Badge tone="danger">{t('dateCancelled')}</Badge>;
  if (status === 'PAID' && seats.length === 0)
    return <Badge tone="neutral">{t('gift.allGiven')}</Badge>;
  return <Badge tone={tones[status]}>{t(`status.${status}`)}</Badge>;
}

export function useBookingText({ texts, seats }: Booking) {
  const locale = useLocale();
  const t = useTranslations('common');
  return {
    title: textIn(locale, texts.title),
    venue: textIn(locale, texts.venue),
    seats: seats.map((seat) => t('seat', { seat })).join(', '),
  };
}
