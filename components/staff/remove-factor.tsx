'use client';

import { useTranslations } from 'next-intl';
import { api } from '../api.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { useToast } from '../ui/toast.tsx';
import { Begin } from '../second-factor/begin.tsx';
import type { Factor } from '../second-factor/proof.tsx';

interface RemoveFactorProps {
  factor: Factor;
  /** True if no app and no passkey is left without this factor. */
  isLast: boolean;
  onClose: () => void;
}

/** Removes a factor after a confirmation that states what the removal ends. */
export function RemoveFactor({ factor, isLast, onClose }: RemoveFactorProps) {
  const t = useTranslations('staff.security');
  const utils = api.useUtils();
  const toast = useToast();
  const { factorId, kind } = factor;
  const remove = api.staff.factors.remove.useMutation({
    onSuccess: async () => {
      await utils.staff.factors.list.invalidate();
      toast(t(`removed.${kind}`));
      onClose();
    },
  });
  const begin = () => {
    if (!remove.isPending) remove.mutate({ factorId });
  };
  return (
    <Dialog open onOpenChange={onClose} title={t(`removeTitle.${kind}`)}>
      <Begin
        lead={kind !== 'RECOVERY' && isLast ? t('removeLast') : t(`removeAbout.${kind}`)}
        error={remove.error}
        onProved={begin}
      >
        <div className="flex flex-wrap gap-2">
          <Button variant="secondary" onClick={onClose}>
            {t('keep')}
          </Button>
          <Button variant="danger" aria-disabled={remove.isPending} onClick={begin}>
            {t('removeConfirm')}
          </Button>
        </div>
      </Begin>
    </Dialog>
  );
}
