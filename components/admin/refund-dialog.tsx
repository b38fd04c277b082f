'use client';

import { useTranslations } from 'next-intl';
import { api } from '../api.ts';
import { ReasonDialog } from './reason-dialog.tsx';

const reasonMax = 500;

/** Gives a whole payment back. A payment is refunded once, so its own number is the key of every try. */
export function RefundDialog({ paymentId, onClose }: { paymentId: number; onClose: () => void }) {
  const t = useTranslations('admin.refund');
  const utils = api.useUtils();
  const refund = api.admin.payments.refund.useMutation({
    onSuccess: () => {
      onClose();
      return utils.admin.invalidate();
    },
  });
  return (
    <ReasonDialog
      title={t('title')}
      description={t('description', { payment: paymentId })}
      confirm={t('action')}
      pending={refund.isPending}
      error={refund.error}
      reasonMax={reasonMax}
      onClose={onClose}
      onConfirm={(reason) => refund.mutate({ paymentId, reason, idempotencyKey: `refund-${paymentId}` })}
    />
  );
}
