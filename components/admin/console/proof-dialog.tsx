'use client';

import { useTranslations } from 'next-intl';
import dynamic from 'next/dynamic';
import { Dialog } from '../../ui/dialog.tsx';
import { asksFactor } from '../reason-form.tsx';

const SecondFactor = dynamic(async () => (await import('../second-factor.tsx')).SecondFactor);

interface ProofDialogProps {
  error: unknown;
  onProved: () => void;
  onClose: () => void;
}

/** Asks for a second factor if a change without a form was refused for want of one. */
export function ProofDialog({ error, onProved, onClose }: ProofDialogProps) {
  const t = useTranslations('admin.secondFactor');
  if (!asksFactor(error)) return null;
  return (
    <Dialog open onOpenChange={onClose} title={t('title')}>
      <SecondFactor onProved={onProved} />
    </Dialog>
  );
}
