'use client';

import { useTranslations } from 'next-intl';
import { useEffect, useRef, useState } from 'react';
import { useFormats } from '../format.tsx';
import { Facts } from '../tickets/facts.tsx';
import { Button } from '../ui/button.tsx';
import { Person } from './person.tsx';
import { type Refundable, refundable } from './refund.ts';
import { RefundDialog } from './refund-dialog.tsx';
import { SeatSign } from './seat-sign.tsx';
import type { AdminSeat } from './seat-words.ts';
import { TimeLeft } from './time-left.tsx';

export function SeatDetails({ seat: chosen, seats }: { seat: AdminSeat; seats: AdminSeat[] }) {
  const t = useTranslations('admin');
  const { won } = useFormats();
  // Keeps a copy of the payment, so that new seat data does not change the open dialog.
  const [refunding, setRefunding] = useState<Refundable | null>(null);
  const [refunded, setRefunded] = useState(false);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    // Moves the focus, because the refund removes the focused button.
    if (refunded) heading.current?.focus();
  }, [refunded]);
  const { seat, grade, price, state, heldUntil, blockedReason } = chosen;
  const payment = refundable(chosen, seats);
  const stateInWords = (
    <span className="inline-flex items-center gap-1.5">
      <SeatSign state={state} />
      {t(`seatState.${state}`)}
    </span>
  );
  return (
    <div className="flex flex-col gap-3 rounded-xl bg-raised p-4">
      <h3 ref={heading} tabIndex={-1} className="font-bold">
        {t('seatName', { seat, grade })}
      </h3>
      <Facts
        facts={[
          { name: t('columnState'), value: stateInWords },
          { name: t('columnPrice'), value: won(price) },
          { name: t('columnPerson'), value: <Person {...chosen} /> },
          ...(heldUntil === null
            ? []
            : [{ name: t('columnLeft'), value: <TimeLeft until={heldUntil} /> }]),
          ...(blockedReason === null ? [] : [{ name: t('reason'), value: blockedReason }]),
        ]}
      />
      {payment !== null && (
        <Button variant="danger" className="self-start" onClick={() => setRefunding(payment)}>
          {t('refund.action')}
        </Button>
      )}
      {refunding !== null && (
        <RefundDialog
          payment={refunding}
          onClose={() => setRefunding(null)}
          onRefunded={() => {
            setRefunding(null);
            setRefunded(true);
          }}
        />
      )}
    </div>
  );
}
