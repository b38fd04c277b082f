'use client';

import { X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { Link } from '../navigation.ts';
import { gradeLook } from '../catalog/grade-colours.ts';
import { useFormats } from '../format.tsx';
import { Button, buttonClass } from '../ui/button.tsx';
import { cn } from '../ui/cn.ts';
import type { Booking } from '../booking.ts';
import { useRoving } from '../ui/use-roving.ts';
import { ranksOf, type Seat } from './arrange.ts';
import { focusSeat } from './focus-seat.ts';

/** Largest party for which the server chooses seats. */
const partyMax = 4;

interface SummaryProps {
  concertId: number;
  seats: Seat[];
  held: Booking | null;
  /** True if the hold is for another performance. */
  elsewhere: boolean;
  /** True while any call awaits its answer. */
  busy: boolean;
  maxSeats: number;
  onRelease: (seat: Seat) => void;
  onBest: (party: number) => void;
}

/**
 * Shows the held seats with the way to pay for them; without a hold, the best free seats, or the
 * waitlist if no seat is free.
 */
export function Summary({
  concertId,
  seats,
  held,
  elsewhere,
  busy,
  maxSeats,
  ...on
}: SummaryProps) {
  const t = useTranslations('seating.summary');
  if (held !== null)
    return (
      <Bar
        top={
          elsewhere ? (
            <HeldElsewhere held={held} />
          ) : (
            <HeldSeats {...{ seats, held, maxSeats }} onRelease={on.onRelease} />
          )
        }
      >
        <PayLink held={held} busy={busy} text={elsewhere ? t('checkoutOther') : undefined} />
      </Bar>
    );
  return (
    <Bar
      top={
        <>
          <p role="status" className="font-semibold">
            {busy ? t('busy') : t('empty')}
          </p>
          <p className="ml-auto text-sm text-muted">{t('most', { max: maxSeats })}</p>
        </>
      }
    >
      {seats.some(({ state }) => state === 'available') ? (
        <BestSeats most={Math.min(partyMax, maxSeats)} busy={busy} onBest={on.onBest} />
      ) : (
        <WaitlistLink concertId={concertId} />
      )}
    </Bar>
  );
}

function Bar({ top, children }: { top: ReactNode; children: ReactNode }) {
  const t = useTranslations('seating.summary');
  return (
    <section
      aria-label={t('label')}
      className="flex flex-col gap-2 border-t border-line bg-surface px-4 pt-2.5 pb-3 side:rounded-2xl side:border"
    >
      <div className="flex min-h-11 items-center gap-2">{top}</div>
      {children}
    </section>
  );
}

/** Each held seat is a button that releases it. */
function HeldSeats({
  seats,
  held,
  maxSeats,
  onRelease,
}: Pick<SummaryProps, 'seats' | 'maxSeats' | 'onRelease'> & { held: Booking }) {
  const t = useTranslations('seating.summary');
  const { won } = useFormats();
  const { group, tabIndexOf } = useRoving();
  const ranks = ranksOf(seats);
  const mine = seats.filter(({ seat }) => held.seats.includes(seat));
  const count = held.seats.length;
  return (
    <>
      <p role="status" className="sr-only">
        {t('chosen', { count, seats: held.seats.join(', ') })}
      </p>
      <div
        role="toolbar"
        aria-label={t('release')}
        {...group}
        className="flex min-w-0 flex-1 gap-1.5 overflow-x-auto py-0.5 side:flex-wrap"
      >
        {mine.map((seat, at) => (
          <button
            key={seat.seat}
            type="button"
            aria-label={t('releaseSeat', { grade: seat.grade, seat: seat.seat })}
            tabIndex={tabIndexOf(at, mine.length)}
            // The button disappears, so its seat takes the focus.
            onClick={() => {
              onRelease({ ...seat, state: 'mine' });
              focusSeat(seat.seat);
            }}
            className="flex min-h-10 shrink-0 items-center gap-1.5 rounded-xl border border-transparent bg-raised px-2.5 text-sm font-semibold hover:bg-accent-soft"
          >
            <span
              aria-hidden
              className={cn('size-3 rounded-sm', gradeLook(ranks.get(seat.grade) ?? 0).swatch)}
            />
            {mine.length > 2 ? seat.seat : t('seat', { grade: seat.grade, seat: seat.seat })}
            <X aria-hidden className="size-4 text-muted" />
          </button>
        ))}
      </div>
      <p className="shrink-0 text-right leading-tight">
        <strong className="block text-lg leading-tight tabular-nums">{won(held.price)}</strong>
        <span className="text-sm text-muted">{t('count', { count, max: maxSeats })}</span>
      </p>
    </>
  );
}

function HeldElsewhere({ held }: { held: Booking }) {
  const t = useTranslations('seating.elsewhere');
  const { moment } = useFormats();
  return (
    <p role="status" className="leading-snug">
      <strong>{t('title')}</strong>
      <span className="block text-sm text-muted">
        {t('short', { moment: moment(held.startsAt), count: held.seats.length })}
      </span>
    </p>
  );
}

function PayLink({ held, busy, text }: { held: Booking; busy: boolean; text: string | undefined }) {
  const t = useTranslations('seating.summary');
  if (busy)
    return (
      <Button disabled className="min-h-13">
        {t('busy')}
      </Button>
    );
  return (
    <Link
      href={`/checkout/${held.reservationId}`}
      className={buttonClass('primary', 'min-h-13 text-lg')}
    >
      {text ?? t('checkout', { count: held.seats.length })}
    </Link>
  );
}

/** Replaces the best seats if none is free. */
function WaitlistLink({ concertId }: { concertId: number }) {
  const t = useTranslations('catalog');
  return (
    <Link
      href={`/concerts/${concertId}/waitlist`}
      prefetch={false}
      className={buttonClass('primary', 'min-h-13')}
    >
      {t('waitlist')}
    </Link>
  );
}

interface BestSeatsProps {
  most: number;
  busy: boolean;
  onBest: (party: number) => void;
}

/** One press holds the best free seats for one to four people. */
function BestSeats({ most, busy, onBest }: BestSeatsProps) {
  const t = useTranslations('seating.best');
  const { group, tabIndexOf } = useRoving();
  return (
    <div className="flex flex-wrap items-center gap-2">
      <span id="best-seats" className="shrink-0 text-sm font-semibold">
        {t('label')}
      </span>
      <div
        role="toolbar"
        aria-labelledby="best-seats"
        {...group}
        className="flex min-w-60 flex-1 gap-1.5"
      >
        {Array.from({ length: most }, (_, at) => (
          <Button
            key={at}
            variant="secondary"
            aria-disabled={busy}
            aria-busy={busy}
            tabIndex={tabIndexOf(at, most)}
            className="min-h-13 min-w-0 flex-1 border-accent px-1 text-accent side:text-sm aria-disabled:border-line aria-disabled:text-muted"
            onClick={() => busy || onBest(at + 1)}
          >
            {t('party', { count: at + 1 })}
          </Button>
        ))}
      </div>
    </div>
  );
}
