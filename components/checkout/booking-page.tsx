'use client';

import { useTranslations } from 'next-intl';
import { type ReactNode, useEffect, useState } from 'react';
import type { Booking } from '../booking.ts';
import { Page } from '../ui/page.tsx';
import { justPaid } from './just-paid.ts';

interface BookingPageProps {
  booking: Booking;
  title: string;
  about: string;
  children: ReactNode;
}

/** Focuses the heading right after the payment, because the heading confirms the payment. */
export function BookingPage({
  booking: { reservationId, status, seats },
  title,
  about,
  children,
}: BookingPageProps) {
  const t = useTranslations('checkout.paid');
  const [isNew] = useState(() => status === 'PAID' && justPaid.is(reservationId));
  useEffect(() => (isNew ? () => justPaid.forget() : undefined), [isNew]);
  return (
    <Page
      focused={isNew}
      title={isNew ? t('title', { count: seats.length }) : title}
      lead={isNew ? `${title} · ${about}` : about}
    >
      {children}
    </Page>
  );
}
