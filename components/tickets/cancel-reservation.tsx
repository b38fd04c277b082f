'use client';

import { useTranslations } from 'next-intl';
import { useEffect, useEffectEvent, useState } from 'react';
import { api } from '../api.ts';
import type { Booking } from '../booking.ts';
import { useFeeRules } from '../catalog/fee-rules.ts';
import { refusalOf, useRefusalText } from '../errors.ts';
import { useFormats } from '../format.tsx';
import { useUntilAnswered } from '../network/until-answered.ts';
import { Checking } from '../turn/checking.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Notice } from '../ui/notice.tsx';
import { type CancelChoice, choiceOf } from './cancel-choice.ts';
import { Facts } from './facts.tsx';

interface CancelProps {
  booking: Booking;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  /** Receives the refund of the cancellation. */
  onCancelled: (refundId: number | null) => void;
}

/** Cancels all seats or the chosen ones. Shows their fee before the confirmation. */
export function CancelReservation({ booking, open, onOpenChange, onCancelled }: CancelProps) {
  const t = useTranslations('tickets');
  const { won } = useFormats();
  const { reservationId, seatRefunds } = booking;
  const utils = api.useUtils();
  const [kept, setKept] = useState<readonly number[]>([]);
  const cancel = useUntilAnswered({
    send: ({ asked, idempotencyKey }: CancelChoice, signal) =>
      utils.client.reservation.cancel.mutate(
        { reservationId, idempotencyKey, ...(asked !== undefined && { seats: asked }) },
        { signal },
      ),
    onSuccess: (answer) => {
      utils.reservation.get.setData({ reservationId }, answer);
      onOpenChange(false);
      setKept([]);
      onCancelled(answer.refund?.refundId ?? null);
      return utils.invalidate();
    },
    onError: () => utils.reservation.get.invalidate({ reservationId }),
  });
  const reread = useEffectEvent(() => void utils.reservation.get.invalidate({ reservationId }));
  useEffect(() => {
    // Reads the reservation again, because the fee depends on today's date.
    if (open) reread();
  }, [open]);
  const close = () => {
    onOpenChange(false);
    if (!cancel.isPending) cancel.reset();
  };
  const choose = (next: readonly number[]) => {
    setKept(next);
    if (!cancel.isPending) cancel.reset();
  };
  const choice = choiceOf(booking, kept);
  return (
    <Dialog
      open={open}
      onOpenChange={close}
      title={t('cancelTitle')}
      description={t(seatRefunds.length > 1 ? 'cancelSomeLead' : 'cancelLead')}
    >
      <div className="flex flex-col gap-4">
        {seatRefunds.length > 1 && (
          <CancelSeats refunds={seatRefunds} kept={kept} onChange={choose} />
        )}
        <Terms booking={booking} choice={choice} />
        {cancel.checking && <Checking what="cancel" />}
        {cancel.isError && (
          <Refused
            error={cancel.error}
            onTogether={(seats) => choose(kept.filter((seat) => !seats.includes(seat)))}
          />
        )}
        <Button variant="secondary" onClick={close}>
          {t('keep')}
        </Button>
        <Button
          variant="danger"
          disabled={choice.seats.length === 0}
          aria-disabled={cancel.isPending}
          onClick={() => cancel.isPending || cancel.mutate(choice)}
        >
          {cancel.isPending ? t('cancelling') : t('cancelConfirm', { amount: won(choice.amount) })}
        </Button>
      </div>
    </Dialog>
  );
}

/** States the seats, the fee and the sum of the choice, and the rules of the fee. */
function Terms({ booking, choice }: { booking: Booking; choice: CancelChoice }) {
  const t = useTranslations('tickets');
  const common = useTranslations('common');
  const { won, moment } = useFormats();
  const { cancellationFees, freeUntil } = booking;
  const feeRules = useFeeRules(cancellationFees);
  const { seats, price, fee, amount } = choice;
  return (
    <>
      <Facts
        facts={[
          {
            name: t('seatsCancelled'),
            value: seats.map((seat) => common('seat', { seat })).join(', ') || '–',
          },
          { name: t('paidAmount'), value: won(price) },
          { name: t('fee'), value: won(fee) },
          { name: t('comesBack'), value: won(amount) },
        ]}
      />
      {freeUntil !== null && fee === 0 && <p>{t('freeAfterMove', { time: moment(freeUntil) })}</p>}
      <div className="text-sm text-muted">
        <p id="fee-rules">{t('feeRules')}</p>
        <ul aria-labelledby="fee-rules" className="list-disc pl-5">
          {feeRules.map((rule) => (
            <li key={rule}>{rule}</li>
          ))}
        </ul>
      </div>
    </>
  );
}

interface RefusedProps {
  error: unknown;
  /** Adds companion seats to the choice, which cannot stay without their wheelchair seat. */
  onTogether: (seats: number[]) => void;
}

function Refused({ error, onTogether }: RefusedProps) {
  const t = useTranslations('tickets');
  const refusalText = useRefusalText();
  const { code, seats = [] } = refusalOf(error);
  if (code !== 'COMPANION') return <Notice tone="danger">{refusalText(error)}</Notice>;
  const words = { seats: seats.join(', ') };
  return (
    <Notice
      tone="danger"
      title={t('companionTitle', words)}
      actions={
        <Button variant="secondary" onClick={() => onTogether(seats)}>
          {t('companionTogether', words)}
        </Button>
      }
    >
      {t('companion')}
    </Notice>
  );
}

interface CancelSeatsProps {
  refunds: Booking['seatRefunds'];
  /** Seats that the user keeps. */
  kept: readonly number[];
  onChange: (kept: readonly number[]) => void;
}

/** Chooses the seats to cancel, all at first, with the refund of each. */
function CancelSeats({ refunds, kept, onChange }: CancelSeatsProps) {
  const t = useTranslations('tickets');
  const common = useTranslations('common');
  const { won } = useFormats();
  return (
    <fieldset className="rounded-xl border border-line px-3">
      <legend className="px-1 text-sm font-semibold">{t('chooseSeats')}</legend>
      {refunds.map(({ seat, amount }) => (
        <label key={seat} className="flex min-h-11 cursor-pointer items-center gap-3">
          <input
            type="checkbox"
            checked={!kept.includes(seat)}
            className="size-5 shrink-0 accent-accent"
            onChange={({ target }) =>
              onChange(target.checked ? kept.filter((one) => one !== seat) : [...kept, seat])
            }
          />
          {common('seat', { seat })}
          <span className="ml-auto text-muted tabular-nums">{won(amount)}</span>
        </label>
      ))}
    </fieldset>
  );
}
