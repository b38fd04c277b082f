'use client';

import { Share2 } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { Booking } from '../booking.ts';
import { useFormats } from '../format.tsx';
import { share } from '../share.ts';
import { Button } from '../ui/button.tsx';
import { useToast } from '../ui/toast.tsx';
import { useBookingText } from './booking-text.tsx';

/** Shares the concert and its date, never the booking or its codes. */
export function ShareButton({ booking, className }: { booking: Booking; className: string }) {
  const t = useTranslations('tickets');
  const toast = useToast();
  const { moment } = useFormats();
  const { title, venue } = useBookingText(booking);
  const onClick = async () => {
    const url = new URL(`/concerts/${booking.concertId}`, window.location.href).href;
    const text = t('shareText', { title, when: moment(booking.startsAt), venue });
    const outcome = await share({ title, text, url });
    if (outcome !== 'SHARED') toast(outcome === 'COPIED' ? t('copied') : t('notCopied', { url }));
  };
  return (
    <Button variant="secondary" className={className} onClick={() => void onClick()}>
      <Share2 aria-hidden className="size-5" />
      {t('share')}
    </Button>
  );
}
