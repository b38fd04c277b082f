'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { controlReasonMax } from '#server/schema/reason.schema.ts';
import { api } from '../../api.ts';
import { useFormats } from '../../format.tsx';
import { useUntilAnswered } from '../../network/until-answered.ts';
import { Checking } from '../../turn/checking.tsx';
import { useToast } from '../../ui/toast.tsx';
import { ReasonForm } from '../reason-form.tsx';
import { type Refundable, refundKey } from '../refund.ts';

interface RefundFormProps {
  payment: Refundable;
  onDone: () => void;
}

/** Names the person, the seats and the sum of a refund. Each seat can be left out. */
export function RefundForm({ payment: given, onDone }: RefundFormProps) {
  const t = useTranslations('console.refund');
  const { won } = useFormats();
  const utils = api.useUtils();
  const toast = useToast();
  // Keeps a copy of the payment, so that new seat data does not change the open form.
  const [{ paymentId, seats, person }] = useState(given);
  const [left, setLeft] = useState<readonly number[]>([]);
  const chosen = seats.filter(({ seat }) => !left.includes(seat));
  const numbers = chosen.map(({ seat }) => seat);
  const amount = won(chosen.reduce((sum, { price }) => sum + price, 0));
  const words = { person, seats: numbers.join(', '), amount };
  const refund = useUntilAnswered({
    send: ({ reason, seats }: { reason: string; seats: number[] }, signal) =>
      utils.client.admin.payments.refund.mutate(
        { paymentId, seats, reason, idempotencyKey: refundKey(paymentId, seats) },
        { signal },
      ),
    onSuccess: async ({ amount }, { seats }) => {
      // Waits for the new seat map, so that the closing form does not reveal outdated seats.
      await utils.admin.invalidate();
      toast(t('done', { seats: seats.join(', '), amount: won(amount) }));
      onDone();
    },
  });
  const toggle = (seat: number) =>
    setLeft(left.includes(seat) ? left.filter((one) => one !== seat) : [...left, seat]);
  return (
    <ReasonForm
      confirm={t('confirm', words)}
      variant="danger"
      isReady={chosen.length > 0}
      pending={refund.isPending}
      error={refund.error}
      reasonMax={controlReasonMax}
      onConfirm={(reason) => refund.mutate({ reason, seats: numbers })}
    >
      <fieldset className="flex flex-col gap-1">
        <legend className="mb-1 font-semibold">{t('choose')}</legend>
        {seats.map(({ seat, grade, price }) => (
          <label key={seat} className="flex min-h-11 items-center gap-3 rounded-xl px-1">
            <input
              type="checkbox"
              checked={!left.includes(seat)}
              onChange={() => toggle(seat)}
              className="size-5 accent-accent"
            />
            {t('seat', { seat, grade })}
            <span className="ml-auto tabular-nums">{won(price)}</span>
          </label>
        ))}
      </fieldset>
      <p>{chosen.length === 0 ? t('none') : t('effect', words)}</p>
      {refund.checking && <Checking what="refund" />}
    </ReasonForm>
  );
}
