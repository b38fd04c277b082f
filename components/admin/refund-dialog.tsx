'use client';

import { useTranslations } from 'next-intl';
import { api } from '../api.ts';
import { Checking } from '../turn/checking.tsx';
import { useUntilAnswered } from '../until-answered.ts';
import { ReasonDialog } from './reason-dialog.tsx';

const reasonMax = 500;

interface RefundDialogProps {
  paymentId: number;
  onClose: () => void;
  onRefunded: () => void;
}

/** Gives a whole payment back. A payment is refunded once, so its own number is the key of every try. */
export function RefundDialog({ paymentId, onClose, onRefunded }: RefundDialogProps) {
  const t = useTranslations('admin.refund');
  const utils = api.useUtils();
  const idempotencyKey = `refund-${paymentId}`;
  const refund = useUntilAnswered({
    send: (reason: string, signal) =>
      utils.client.admin.payments.refund.mutate({ paymentId, reason, idempotencyKey }, { signal }),
    onSuccess: async () => {
      await utils.admin.invalidate(); // the seats are seen free before the dialog goes
      onRefunded();
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
      onConfirm={(reason) => refund.mutate(reason)}
    >
      {refund.checking && <Checking what="refund" />}
    </ReasonDialog>
  );
}
