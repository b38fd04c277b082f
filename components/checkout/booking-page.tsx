'use client';

import { useTranslations } from 'next-intl';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import type { Booking } from '../seat-map/held.ts';
import { Page } from '../ui/page.tsx';
import { justPaid } from './just-paid.ts';

interface BookingPageProps {
  booking: Booking;
  title: string;
  about: string;
  children: ReactNode;
}

/** A booking's page. Right after its payment the heading states the success and takes the focus. */
export function BookingPage({ booking: { reservationId, status, seats }, title, about, children }: BookingPageProps) {
  const t = useTranslations('checkout.paid');
  const heading = useRef<HTMLSpanElement>(null);
  const [isNew] = useState(() => status === 'PAID' && justPaid.is(reservationId));
  useEffect(() => {
    if (!isNew) return;
    heading.current?.focus();
    return () => justPaid.forget();
  }, [isNew]);
  if (!isNew) {
    return (
      <Page title={title} lead={about}>
        {children}
      </Page>
    );
  }
  const success = (
    <span ref={heading} tabIndex={-1} className="outline-none">
      {t('title', { count: seats.length })}
    </span>
  );
  return (
    <Page title={success} lead={`${title} · ${about}`}>
      {children}
    </Page>
  );
}
