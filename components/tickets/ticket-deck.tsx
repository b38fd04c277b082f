'use client';

import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { type ReactNode, useState } from 'react';
import type { Booking } from '../booking.ts';
import type { ValidTicket } from './ticket.ts';
import { TicketCard } from './ticket-card.tsx';
import { TicketScreen } from './ticket-screen.tsx';
import { useDeck } from './use-deck.ts';

/** More dots than this do not fit beside the arrows on a narrow phone. */
const dotsMax = 6;

interface TicketDeckProps {
  booking: Booking;
  tickets: ValidTicket[];
}

/**
 * Shows one ticket at a time, by swipe, arrow keys, arrows or dots. All tickets are one tab stop. A
 * press opens the ticket on the whole screen.
 */
export function TicketDeck({ booking, tickets }: TicketDeckProps) {
  const t = useTranslations('tickets');
  const { at, goTo, focusOn, onKeyDown, row } = useDeck(tickets.length);
  const [isOpen, setOpen] = useState(false);
  const close = () => {
    setOpen(false);
    focusOn(at);
  };
  return (
    <div className="print:block">
      <ul
        {...row}
        className="relative flex snap-x snap-mandatory gap-4 overflow-x-auto rounded-3xl [scrollbar-width:none] motion-safe:scroll-smooth print:block print:overflow-visible"
      >
        {tickets.map((ticket, index) => (
          <li
            key={ticket.ticketId}
            data-printed
            className="w-full shrink-0 snap-start snap-always print:w-auto"
          >
            <TicketCard
              booking={booking}
              ticket={ticket}
              isCurrent={index === at}
              onKeyDown={onKeyDown}
              onOpen={() => {
                goTo(index);
                setOpen(true);
              }}
            />
          </li>
        ))}
      </ul>
      {tickets.length > 1 && <DeckNavigation tickets={tickets} at={at} onGo={goTo} />}
      <p className="mt-1 text-center text-sm text-muted">{t('ticketsLead')}</p>
      {isOpen && (
        <TicketScreen booking={booking} tickets={tickets} at={at} onGo={goTo} onClose={close} />
      )}
    </div>
  );
}

interface DeckNavigationProps {
  tickets: ValidTicket[];
  at: number;
  onGo: (next: number) => void;
}

function DeckNavigation({ tickets, at, onGo }: DeckNavigationProps) {
  const t = useTranslations('tickets.deck');
  const count = tickets.length;
  return (
    <div className="mt-2 flex items-center justify-center gap-2">
      <Arrow label={t('previous')} to={at - 1} count={count} onGo={onGo}>
        <ChevronLeft aria-hidden className="size-5" />
      </Arrow>
      {count <= dotsMax &&
        tickets.map(({ seat }, index) => (
          <button
            key={seat}
            type="button"
            aria-label={t('show', { seat })}
            aria-current={index === at}
            onClick={() => onGo(index)}
            className="group flex size-7 items-center justify-center rounded-full"
          >
            <span className="size-2.5 rounded-full border border-edge group-aria-current:border-accent group-aria-current:bg-accent forced-colors:group-aria-current:bg-[Highlight]" />
          </button>
        ))}
      <span className="min-w-10 text-center font-semibold tabular-nums">{`${at + 1}/${count}`}</span>
      <Arrow label={t('next')} to={at + 1} count={count} onGo={onGo}>
        <ChevronRight aria-hidden className="size-5" />
      </Arrow>
    </div>
  );
}

interface ArrowProps {
  label: string;
  to: number;
  count: number;
  onGo: (next: number) => void;
  children: ReactNode;
}

/** Stays focusable at the ends, so that a press there does not lose the focus. */
function Arrow({ label, to, count, onGo, children }: ArrowProps) {
  const isOff = to < 0 || to >= count;
  return (
    <button
      type="button"
      aria-label={label}
      aria-disabled={isOff}
      onClick={() => {
        if (!isOff) onGo(to);
      }}
      className="flex size-11 items-center justify-center rounded-xl hover:bg-raised aria-disabled:cursor-not-allowed aria-disabled:text-line"
    >
      {children}
    </button>
  );
}
