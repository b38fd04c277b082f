'use client';

import { useTranslations } from 'next-intl';
import dynamic from 'next/dynamic';
import { type ReactNode, type SubmitEvent, useEffect, useRef, useState } from 'react';
import { refusalOf, useRefusalText } from '../errors.ts';
import { Button, type Variant } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Field } from '../ui/field.tsx';
import { Notice } from '../ui/notice.tsx';

/** Loaded when a change needs it, because few changes do. */
const SecondFactor = dynamic(async () => (await import('./second-factor.tsx')).SecondFactor);

interface ReasonDialogProps {
  title: string;
  description: string;
  confirm: string;
  variant?: Variant;
  pending: boolean;
  error: unknown;
  reasonMax: number;
  onClose: () => void;
  onConfirm: (reason: string) => void;
  children?: ReactNode;
}

/**
 * Requires a reason, because the audit log stores a reason for every administrator action. Asks for
 * a second factor if the change needs one, and then repeats the change.
 */
export function ReasonDialog(props: ReasonDialogProps) {
  const {
    title,
    description,
    confirm,
    variant = 'primary',
    pending,
    error,
    reasonMax,
    onClose,
    onConfirm,
    children,
  } = props;
  const t = useTranslations('admin');
  const refusalText = useRefusalText();
  const [reason, setReason] = useState('');
  const [missing, setMissing] = useState(false);
  const [tries, setTries] = useState(0);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (tries > 0) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [tries]);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    setTries(tries + 1);
    setMissing(reason.trim() === '');
    if (!pending && reason.trim() !== '') onConfirm(reason);
  };
  if (refusalOf(error).code === 'REAUTHENTICATE')
    return (
      <Dialog open onOpenChange={onClose} title={t('secondFactor.title')} description={title}>
        <SecondFactor onProved={() => onConfirm(reason)} />
      </Dialog>
    );
  return (
    <Dialog open onOpenChange={onClose} title={title} description={description}>
      <form ref={form} noValidate onSubmit={submit} className="flex flex-col gap-4">
        {children}
        <Field
          label={t('reason')}
          hint={t('reasonHint')}
          error={missing ? t('reasonMissing') : undefined}
          value={reason}
          maxLength={reasonMax}
          autoComplete="off"
          onChange={({ target }) => {
            setReason(target.value);
            setMissing(false);
          }}
        />
        {error !== null && <Notice tone="danger">{refusalText(error)}</Notice>}
        <Button type="submit" variant={variant} aria-disabled={pending}>
          {pending ? t('working') : confirm}
        </Button>
      </form>
    </Dialog>
  );
}
