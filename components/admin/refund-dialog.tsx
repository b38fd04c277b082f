'use client';

import { useTranslations } from 'next-intl';
import { api } from '../api.ts';
import { useFormats } from '../format.tsx';
import { useToast } from '../ui/toast.tsx';
import { ReasonDialog } from './reason-dialog.tsx';
import type { Refundable } from './refund.ts';

const reasonMax = 500;

interface RefundDialogProps {
  payment: Refundable;
  onClose: () => void;
  onRefunded: () => void;
}

/** Gives a whole payment back. A payment is refunded once, so its own number is the key of every try. */
export function RefundDialog({ payment: { paymentId, amount, seats, person }, onClose, onRefunded }: RefundDialogProps) {
  const t = useTranslations('admin.refund');
  const { won } = useFormats();
  const utils = api.useUtils();
  const toast = useToast();
  const words = { person, seats: seats.join(', '), amount: won(amount) };
  const refund = api.admin.payments.refund.useMutation({
    onSuccess: async () => {
      await utils.admin.invalidate(); // the seats are seen free before the dialog goes
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
      onConfirm={(reason) => refund.mutate({ paymentId, reason, idempotencyKey: `refund-${paymentId}` })}
    />
  );
}
