'use client';

import { Gift, Printer, Repeat, Undo2 } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import type { Booking } from '../booking.ts';
import { Menu } from '../ui/menu.tsx';
import { givable } from './ticket.ts';

// Loads the dialog on demand, because most users never cancel.
const CancelReservation = dynamic(() =>
  import('./cancel-reservation.tsx').then((module) => module.CancelReservation),
);

const GiveTicket = dynamic(() => import('./give-ticket.tsx').then((module) => module.GiveTicket));

const HandBackTicket = dynamic(() =>
  import('./hand-back-ticket.tsx').then((module) => module.HandBackTicket),
);

interface ManageProps {
  booking: Booking;
  /** Receives the refund of a cancellation. */
  onCancelled: (refundId: number | null) => void;
}

/** Prints, gives, hands back or cancels a paid booking. Without valid tickets, shows nothing. */
export function Manage({ booking, onCancelled }: ManageProps) {
  const t = useTranslations('tickets');
  const [asked, setAsked] = useState<'never' | 'before' | 'now'>('never');
  const [giving, setGiving] = useState<'never' | 'before' | 'now'>('never');
  const [listing, setListing] = useState<'never' | 'before' | 'now'>('never');
  const { status, dateCancelledAt, refundIfCancelled, seats } = booking;
  if (status !== 'PAID' || dateCancelledAt !== null || seats.length === 0) return null;
  const print = {
    text: t('print'),
    icon: <Printer aria-hidden className="size-5" />,
    act: () => window.print(),
  };
  const give = {
    text: t('gift.give'),
    icon: <Gift aria-hidden className="size-5" />,
    act: () => setGiving('now'),
  };
  const handBack = {
    text: t('resale.handBack'),
    icon: <Repeat aria-hidden className="size-5" />,
    act: () => setListing('now'),
  };
  const cancel = {
    text: t('cancel'),
    icon: <Undo2 aria-hidden className="size-5" />,
    isDanger: true,
    act: () => setAsked('now'),
  };
  return (
    <>
      <Menu
        label={t('manage')}
        items={[
          print,
          ...(givable(booking).length === 0 ? [] : [give, handBack]),
          ...(refundIfCancelled === null ? [] : [cancel]),
        ]}
      />
      {giving !== 'never' && (
        <GiveTicket
          booking={booking}
          open={giving === 'now'}
          onOpenChange={(open) => setGiving(open ? 'now' : 'before')}
        />
      )}
      {listing !== 'never' && (
        <HandBackTicket
          booking={booking}
          open={listing === 'now'}
          onOpenChange={(open) => setListing(open ? 'now' : 'before')}
        />
      )}
      {/* Stays after closing, because an unanswered cancellation goes on. */}
      {asked !== 'never' && refundIfCancelled !== null && (
        <CancelReservation
          booking={booking}
          open={asked === 'now'}
          onOpenChange={(open) => setAsked(open ? 'now' : 'before')}
          onCancelled={onCancelled}
        />
      )}
    </>
  );
}
