'use client';

import { useTranslations } from 'next-intl';
import { api } from '../api.ts';
import { useFormats } from '../format.tsx';
import { Checking } from '../turn/checking.tsx';
import { useToast } from '../ui/toast.tsx';
import { useUntilAnswered } from '../network/until-answered.ts';
import { ReasonDialog } from './reason-dialog.tsx';
import type { Refundable } from './refund.ts';

const reasonMax = 500;

interface RefundDialogProps {
  payment: Refundable;
  onClose: () => void;
  onRefunded: () => void;
}

/**
 * Refunds a payment with all its seats. Derives the idempotency key from the payment's id, because
 * a payment can have only one refund.
 */
export function RefundDialog({
  payment: { paymentId, amount, seats, person },
  onClose,
  onRefunded,
}: RefundDialogProps) {
  const t = useTranslations('admin.refund');
  const { won } = useFormats();
  const utils = api.useUtils();
  const toast = useToast();
  const words = { person, seats: seats.join(', '), amount: won(amount) };
  const idempotencyKey = `refund-${paymentId}`;
  const refund = useUntilAnswered({
    send: (reason: string, signal) =>
      utils.client.admin.payments.refund.mutate({ paymentId, reason, idempotencyKey }, { signal }),
    onSuccess: async () => {
      // Waits for the new seat map, so that the closing dialog does not reveal outdated seats.
      await utils.admin.invalidate();
      toast(t('done', words));
      onRefunded();
    },
  });
  return (
    <ReasonDialog
      title={t('title', words)}
      description={t('description', words)}
      confirm={t('confirm', words)}
      variant="danger"
      pending={refund.isPending}
      error={refund.error}
      reasonMax={reasonMax}
      onClose={onClose}
      onConfirm={(reason) => refund.mutate(reason)}
    >
      {refund.checking && <Checking what="refund" />}
    </ReasonDialog>
  );
}
