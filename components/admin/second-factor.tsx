'use client';

import { useTranslations } from 'next-intl';
import { type SubmitEvent, useEffect, useRef, useState } from 'react';
import { api } from '../api.ts';
import { refusalOf, useRefusalText } from '../errors.ts';
import { halfWidth } from '../half-width.ts';
import { QrCode } from '../tickets/qr-code.tsx';
import { Button } from '../ui/button.tsx';
import { Field } from '../ui/field.tsx';
import { Notice } from '../ui/notice.tsx';

/**
 * Asks for a second factor before a change. A staff member without one enrols an authenticator app
 * and receives recovery codes first. Calls `onProved` when the change can be repeated.
 */
export function SecondFactor({ onProved }: { onProved: () => void }) {
  const t = useTranslations('admin.secondFactor');
  const refusalText = useRefusalText();
  const factors = api.staff.factors.list.useQuery();
  const [isEnrolling, setEnrolling] = useState(false);
  if (factors.isError) return <Notice tone="danger">{refusalText(factors.error)}</Notice>;
  if (factors.data === undefined) return <p role="status">{t('loading')}</p>;
  return isEnrolling || factors.data.length === 0 ? (
    <Enrolment onBegin={() => setEnrolling(true)} onDone={onProved} />
  ) : (
    <Proof onProved={onProved} />
  );
}

const appCode = /^\d{6}$/;

/** A code of six digits is of the authenticator app; every other code is a recovery code. */
const proofOf = (code: string) => (appCode.test(code) ? { totp: code } : { recoveryCode: code });

function Proof({ onProved }: { onProved: () => void }) {
  const t = useTranslations('admin.secondFactor');
  const prove = api.staff.reauthenticate.useMutation({ onSuccess: onProved });
  return (
    <CodeForm
      lead={t('proveLead')}
      hint={t('proveHint')}
      submit={t('prove')}
      pending={prove.isPending}
      error={prove.error}
      onCode={(code) => prove.mutate(proofOf(code))}
    />
  );
}

function Enrolment({ onBegin, onDone }: { onBegin: () => void; onDone: () => void }) {
  const t = useTranslations('admin.secondFactor');
  const refusalText = useRefusalText();
  const app = api.staff.factors.add.useMutation();
  const utils = api.useUtils();
  const recovery = api.staff.factors.add.useMutation({
    onSuccess: () => utils.staff.factors.list.invalidate(),
  });
  const confirm = api.staff.factors.confirm.useMutation({
    onSuccess: () => recovery.mutate({ kind: 'RECOVERY' }),
  });
  if (recovery.data?.kind === 'RECOVERY')
    return <RecoveryCodes codes={recovery.data.codes} onDone={onDone} />;
  if (app.data?.kind !== 'TOTP')
    return (
      <div className="flex flex-col gap-4">
        <p>{t('enrolLead')}</p>
        {app.isError && (
          <Notice tone="danger">
            {refusalOf(app.error).code === 'REAUTHENTICATE'
              ? t('signInAgain')
              : refusalText(app.error)}
          </Notice>
        )}
        <Button
          aria-disabled={app.isPending}
          onClick={() => {
            onBegin();
            if (!app.isPending) app.mutate({ kind: 'TOTP' });
          }}
        >
          {t('enrol')}
        </Button>
      </div>
    );
  const { factorId, secret, uri } = app.data;
  return (
    <div className="flex flex-col gap-4">
      <div className="mx-auto w-48">
        <QrCode text={uri} label={t('qr')} />
      </div>
      <p className="text-sm text-muted">
        {t('secret')} <code className="break-all text-ink">{secret}</code>
      </p>
      {recovery.isError && <Notice tone="danger">{refusalText(recovery.error)}</Notice>}
      <CodeForm
        lead={t('confirmLead')}
        submit={t('confirm')}
        pending={confirm.isPending || recovery.isPending}
        error={confirm.error}
        onCode={(totp) => confirm.mutate({ factorId, totp })}
      />
    </div>
  );
}

function RecoveryCodes({ codes, onDone }: { codes: string[]; onDone: () => void }) {
  const t = useTranslations('admin.secondFactor');
  return (
    <div className="flex flex-col gap-4">
      <p>{t('recoveryLead')}</p>
      <ul className="grid grid-cols-2 gap-x-4 gap-y-1 font-mono text-sm">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <Button onClick={onDone}>{t('recoveryDone')}</Button>
    </div>
  );
}

interface CodeFormProps {
  lead: string;
  hint?: string;
  submit: string;
  pending: boolean;
  error: unknown;
  onCode: (code: string) => void;
}

function CodeForm({ lead, hint, submit, pending, error, onCode }: CodeFormProps) {
  const t = useTranslations('admin.secondFactor');
  const refusalText = useRefusalText();
  const [code, setCode] = useState('');
  const [missing, setMissing] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  const wrong = ['REAUTHENTICATE', 'BAD_INPUT'].includes(refusalOf(error).code);
  const problem = missing || (error !== null && wrong) ? t('wrongCode') : undefined;
  const send = (event: SubmitEvent) => {
    event.preventDefault();
    setMissing(code.trim() === '');
    if (!pending && code.trim() !== '') onCode(halfWidth(code.trim()));
  };
  return (
    <form noValidate onSubmit={send} className="flex flex-col gap-4">
      <p>{lead}</p>
      <Field
        ref={field}
        label={t('code')}
        hint={hint}
        error={problem}
        value={code}
        inputMode="text"
        autoComplete="one-time-code"
        onChange={({ target }) => {
          setCode(target.value);
          setMissing(false);
        }}
      />
      {error !== null && !wrong && <Notice tone="danger">{refusalText(error)}</Notice>}
      <Button type="submit" aria-disabled={pending}>
        {pending ? t('checking') : submit}
      </Button>
    </form>
  );
}
