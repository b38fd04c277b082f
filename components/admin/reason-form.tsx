'use client';

import { useTranslations } from 'next-intl';
import dynamic from 'next/dynamic';
import { type ReactNode, type SubmitEvent, useEffect, useRef, useState } from 'react';
import { useRefusalText } from '../errors.ts';
import { Button, type Variant } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { asksFactor } from './proof-dialog.tsx';
import { ReasonField } from './reason-field.tsx';
import { rememberReason } from './reasons.ts';

/** Loaded when a change needs it, because few changes do. */
const SecondFactor = dynamic(async () => (await import('./second-factor.tsx')).SecondFactor);

interface ReasonFormProps {
  confirm: string;
  variant?: Variant;
  /** False hides the button, as long as there is nothing to change. */
  isReady?: boolean;
  pending: boolean;
  error: unknown;
  reasonMax: number;
  onConfirm: (reason: string) => void;
  children?: ReactNode;
}

/**
 * Requires a reason, because the audit log stores a reason for every administrator action. Asks for
 * a second factor if the change needs one, and then repeats the change.
 */
export function ReasonForm({
  confirm,
  variant = 'primary',
  isReady = true,
  pending,
  error,
  reasonMax,
  onConfirm,
  children,
}: ReasonFormProps) {
  const t = useTranslations('admin');
  const refusalText = useRefusalText();
  const [reason, setReason] = useState('');
  const [missing, setMissing] = useState(false);
  const [tries, setTries] = useState(0);
  const [isSent, setSent] = useState(false);
  const [wasPending, setWasPending] = useState(pending);
  if (pending !== wasPending) {
    setWasPending(pending);
    // A form that stays open after its change asks for the reason of the next one.
    if (isSent && !pending && error === null) {
      setSent(false);
      setReason('');
    }
  }
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (tries > 0) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [tries]);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const given = reason.trim();
    setTries(tries + 1);
    setMissing(given === '');
    if (pending || given === '') return;
    rememberReason(given);
    setSent(true);
    onConfirm(given);
  };
  if (asksFactor(error)) return <SecondFactor onProved={() => onConfirm(reason.trim())} />;
  return (
    <form ref={form} noValidate onSubmit={submit} className="flex flex-col gap-4">
      {children}
      {isReady && (
        <>
          <ReasonField
            reason={reason}
            missing={missing}
            reasonMax={reasonMax}
            onChange={(typed) => {
              setReason(typed);
              setMissing(false);
            }}
          />
          {error !== null && <Notice tone="danger">{refusalText(error)}</Notice>}
          <Button type="submit" variant={variant} aria-disabled={pending}>
            {pending ? t('working') : confirm}
          </Button>
        </>
      )}
    </form>
  );
}
