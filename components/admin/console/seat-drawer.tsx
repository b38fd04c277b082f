'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useFormats } from '../../format.tsx';
import { useKindName } from '../../seat-map/seat-name.ts';
import { Facts } from '../../tickets/facts.tsx';
import { Button, type Variant } from '../../ui/button.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import { Person } from '../person.tsx';
import { refundable } from '../refund.ts';
import type { AdminSeat } from '../seat-words.ts';
import { useMay } from '../staff.tsx';
import { TimeLeft } from '../time-left.tsx';
import { BookingTimeline } from './booking-timeline.tsx';
import { RefundForm } from './refund-form.tsx';
import { type SeatVerb, SeatVerbForm } from './seat-verb-form.tsx';

type Open = SeatVerb | 'refund';

const verbsOf: Record<AdminSeat['state'], Open[]> = {
  available: ['block'],
  held: ['release', 'remove'],
  sold: ['refund', 'void'],
  blocked: ['unblock'],
};
const variants: Record<Open, Variant> = {
  block: 'secondary',
  unblock: 'primary',
  release: 'danger',
  remove: 'secondary',
  refund: 'danger',
  void: 'secondary',
};

interface SeatDrawerProps {
  concertId: number;
  performanceId: number;
  seat: AdminSeat;
  seats: AdminSeat[];
  onClose: () => void;
}

/** Shows a seat with its person, and the controls that its state allows. */
export function SeatDrawer({
  concertId,
  performanceId,
  seat: chosen,
  seats,
  onClose,
}: SeatDrawerProps) {
  const t = useTranslations();
  const may = useMay();
  const verbs = verbsOf[chosen.state].filter(
    (verb) =>
      may(verb === 'refund' ? 'refund' : 'manage') && !(verb === 'void' && chosen.ticketVoid),
  );
  const [opened, setOpened] = useState<Open>();
  const open = opened !== undefined && verbs.includes(opened) ? opened : undefined;
  const payment = refundable(chosen, seats);
  return (
    <Sheet
      title={t('admin.seatName', { seat: chosen.seat, grade: chosen.grade })}
      onClose={onClose}
    >
      <div className="flex flex-col gap-5">
        <SeatFacts seat={chosen} />
        {open === undefined &&
          verbs.map((verb) => (
            <Button key={verb} variant={variants[verb]} onClick={() => setOpened(verb)}>
              {t(`console.seatVerb.${verb}.action`)}
            </Button>
          ))}
        {open === 'refund' && payment !== null && <RefundForm payment={payment} onDone={onClose} />}
        {open !== undefined && open !== 'refund' && (
          <SeatVerbForm
            key={open}
            verb={open}
            concertId={concertId}
            performanceId={performanceId}
            seat={chosen}
            seats={seats}
            onDone={onClose}
          />
        )}
        {chosen.userId !== null && chosen.reservationId !== null && may('findPeople') && (
          <BookingTimeline userId={chosen.userId} reservationId={chosen.reservationId} />
        )}
      </div>
    </Sheet>
  );
}

function SeatFacts({ seat }: { seat: AdminSeat }) {
  const t = useTranslations();
  const { won } = useFormats();
  const kind = useKindName()(seat);
  const { state, price, paidPrice, heldUntil, blockedReason, ticketVoid } = seat;
  return (
    <Facts
      facts={[
        {
          name: t('admin.columnState'),
          value: ticketVoid ? t('console.ticketVoid') : t(`admin.seatState.${state}`),
        },
        { name: t('admin.columnPrice'), value: won(paidPrice ?? price) },
        ...(kind === null ? [] : [{ name: t('console.kind'), value: kind }]),
        ...(seat.userId === null
          ? []
          : [{ name: t('admin.columnPerson'), value: <Person {...seat} /> }]),
        ...(heldUntil === null
          ? []
          : [{ name: t('admin.columnLeft'), value: <TimeLeft until={heldUntil} /> }]),
        ...(blockedReason === null ? [] : [{ name: t('admin.reason'), value: blockedReason }]),
      ]}
    />
  );
}
