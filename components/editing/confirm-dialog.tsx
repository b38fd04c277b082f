'use client';

import { useTranslations } from 'next-intl';
import type { ReactNode, SubmitEvent } from 'react';
import { asksFactor, ProofDialog } from '../admin/proof-dialog.tsx';
import { Button, type Variant } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Notice } from '../ui/notice.tsx';
import { useEditingRefusal } from './words.ts';

interface ConfirmDialogProps {
  title: string;
  description: string;
  confirm: string;
  variant?: Variant;
  pending: boolean;
  error: unknown;
  onClose: () => void;
  onConfirm: () => void;
  children?: ReactNode;
}

/** Confirms a change that needs no reason. Asks for a second factor if the change needs one. */
export function ConfirmDialog({
  title,
  description,
  confirm,
  variant = 'primary',
  pending,
  error,
  onClose,
  onConfirm,
  children,
}: ConfirmDialogProps) {
  const t = useTranslations('admin');
  const refusalText = useEditingRefusal();
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (!pending) onConfirm();
  };
  if (asksFactor(error)) return <ProofDialog onClose={onClose} onProved={onConfirm} />;
  return (
    <Dialog open onOpenChange={onClose} title={title} description={description}>
      <form noValidate onSubmit={submit} className="flex flex-col gap-4">
        {children}
        {error !== null && <Notice tone="danger">{refusalText(error)}</Notice>}
        <Button type="submit" variant={variant} aria-disabled={pending}>
          {pending ? t('working') : confirm}
        </Button>
      </form>
    </Dialog>
  );
}
