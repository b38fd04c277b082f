'use client';

import { useTranslations } from 'next-intl';
import dynamic from 'next/dynamic';
import { refusalOf } from '../errors.ts';
import { Dialog } from '../ui/dialog.tsx';

/** Loaded when a change needs it, because few changes do. */
const SecondFactor = dynamic(async () => (await import('./second-factor.tsx')).SecondFactor);

/** True if the server asks for a second factor before it makes the change. */
export const asksFactor = (error: unknown): boolean => refusalOf(error).code === 'REAUTHENTICATE';

interface ProofDialogProps {
  onProved: () => void;
  onClose: () => void;
}

/**
 * Asks for a second factor before a change. Its form may be inside the form of the change, which must
 * not receive the submission.
 */
export function ProofDialog({ onProved, onClose }: ProofDialogProps) {
  const t = useTranslations('admin.secondFactor');
  return (
    <Dialog open onOpenChange={onClose} title={t('title')}>
      <div onSubmit={(event) => event.stopPropagation()}>
        <SecondFactor onProved={onProved} />
      </div>
    </Dialog>
  );
}
