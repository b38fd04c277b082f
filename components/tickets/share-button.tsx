'use client';

import { Share2 } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { Booking } from '../booking.ts';
import { useFormats } from '../format.tsx';
import { Button } from '../ui/button.tsx';
import { useToast } from '../ui/toast.tsx';
import { useBookingText } from './booking-text.tsx';

/** Browsers lack these interfaces on plain HTTP, and some browsers lack sharing. */
const hasInterface = (name: 'share' | 'clipboard'): boolean => name in navigator;

/**
 * Shares the concert and its date, never the booking or its codes. Copies the text if the browser
 * cannot share.
 */
export function ShareButton({ booking, className }: { booking: Booking; className: string }) {
  const t = useTranslations('tickets');
  const toast = useToast();
  const { moment } = useFormats();
  const { title, venue } = useBookingText(booking);
  const share = async () => {
    const url = new URL(`/concerts/${booking.concertId}`, window.location.href).href;
    const text = t('shareText', { title, when: moment(booking.startsAt), venue });
    try {
      if (hasInterface('share')) {
        await navigator.share({ title, text, url });
        return;
      }
    } catch (error) {
      if (error instanceof DOMException && error.name === 'AbortError') return;
    }
    const isCopied =
      hasInterface('clipboard') &&
      (await navigator.clipboard.writeText(`${text}\n${url}`).then(
        () => true,
        () => false,
      ));
    toast(isCopied ? t('copied') : t('notCopied', { url }));
  };
  return (
    <Button variant="secondary" className={className} onClick={() => void share()}>
      <Share2 aria-hidden className="size-5" />
      {t('share')}
    </Button>
  );
}
