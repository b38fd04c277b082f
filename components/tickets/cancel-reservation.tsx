'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { api } from '../api.ts';
import { useRefusalText } from '../errors.ts';
import { useFormats } from '../format.tsx';
import { Checking } from '../turn/checking.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Notice } from '../ui/notice.tsx';
import { useUntilAnswered } from '../network/until-answered.ts';
import type { Booking } from '../booking.ts';
import { Facts } from './facts.tsx';
import { useFeeRules } from '../catalog/fee-rules.ts';

interface CancelProps {
  reservationId: number;
  /** Seat numbers as text. */
  seats: string;
  paid: number;
  offer: NonNullable<Booking['refundIfCancelled']>;
  schedule: Booking['cancellationFees'];
  freeUntil: Booking['freeUntil'];
  onCancelled: () => void;
}

/**
 * Shows the fee before the confirmation. Derives the idempotency key from the reservation's id,
 * because a reservation can have only one cancellation.
 */
export function CancelReservation({
  reservationId,
  seats,
  paid,
  offer,
  schedule,
  freeUntil,
  onCancelled,
}: CancelProps) {
  const t = useTranslations('tickets');
  const { won, moment } = useFormats();
  const refusalText = useRefusalText();
  const feeRules = useFeeRules(schedule);
  const utils = api.useUtils();
  const [open, setOpen] = useState(false);
  const idempotencyKey = `cancel-${reservationId}`;
  const cancel = useUntilAnswered({
    send: (_: undefined, signal) =>
      utils.client.reservation.cancel.mutate({ reservationId, idempotencyKey }, { signal }),
    onSuccess: (booking) => {
      utils.reservation.get.setData({ reservationId }, booking);
      onCancelled();
      return utils.invalidate();
    },
    onError: () => utils.reservation.get.invalidate({ reservationId }),
  });
  const show = (next: boolean) => {
    setOpen(next);
    if (!cancel.isPending) cancel.reset();
    // Reads the reservation again, because the fee depends on today's date.
    if (next) void utils.reservation.get.invalidate({ reservationId });
  };
  return (
    <>
      <Button variant="danger" className="self-start" onClick={() => show(true)}>
        {t('cancel')}
      </Button>
      <Dialog
        open={open}
        onOpenChange={show}
        title={t('cancelTitle')}
        description={t('cancelLead')}
      >
        <div className="flex flex-col gap-4">
          <Facts
            facts={[
              { name: t('seatsCancelled'), value: seats },
              { name: t('paidAmount'), value: won(paid) },
              { name: t('fee'), value: won(offer.fee) },
              { name: t('comesBack'), value: won(offer.amount) },
            ]}
          />
          {freeUntil !== null && offer.fee === 0 && (
            <p>{t('freeAfterMove', { time: moment(freeUntil) })}</p>
          )}
          <div className="text-sm text-muted">
            <p id="fee-rules">{t('feeRules')}</p>
            <ul aria-labelledby="fee-rules" className="list-disc pl-5">
              {feeRules.map((rule) => (
                <li key={rule}>{rule}</li>
              ))}
            </ul>
          </div>
          {cancel.checking && <Checking what="cancel" />}
          {cancel.isError && <Notice tone="danger">{refusalText(cancel.error)}</Notice>}
          <Button variant="secondary" onClick={() => show(false)}>
            {t('keep')}
          </Button>
          <Button
            variant="danger"
            aria-disabled={cancel.isPending}
            onClick={() => cancel.isPending || cancel.mutate(undefined)}
          >
            {cancel.isPending ? t('cancelling') : t('cancelConfirm', { amount: won(offer.amount) })}
          </Button>
        </div>
      </Dialog>
    </>
  );
}
