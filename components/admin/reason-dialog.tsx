'use client';

import { useTranslations } from 'next-intl';
import type { ComponentProps } from 'react';
import { Dialog } from '../ui/dialog.tsx';
import { asksFactor } from './proof-dialog.tsx';
import { ReasonForm } from './reason-form.tsx';

interface ReasonDialogProps extends Omit<ComponentProps<typeof ReasonForm>, 'isReady'> {
  title: string;
  description: string;
  onClose: () => void;
}

/** Asks for the reason of a change in a dialog, and for a second factor if the change needs one. */
export function ReasonDialog({ title, description, onClose, ...form }: ReasonDialogProps) {
  const t = useTranslations('admin.secondFactor');
  const isAsked = asksFactor(form.error);
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={isAsked ? t('title') : title}
      description={isAsked ? title : description}
    >
      <ReasonForm {...form} />
    </Dialog>
  );
}
