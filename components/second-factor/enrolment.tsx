'use client';

import { KeyRound, Smartphone } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { api, type Outputs } from '../api.ts';
import { QrCode } from '../tickets/qr-code.tsx';
import { Button } from '../ui/button.tsx';
import { Begin } from './begin.tsx';
import { CodeForm } from './code-form.tsx';
import { useNewPasskey, usePasskeyText } from './passkey.ts';
import { NewRecoveryCodes, useNewCodes } from './recovery-codes.tsx';

/**
 * Enrols the first factor, an authenticator app or a passkey, and then shows recovery codes, without
 * which a lost device would lock its owner out.
 */
export function FirstEnrolment({ onBegin, onDone }: { onBegin: () => void; onDone: () => void }) {
  const t = useTranslations('admin.secondFactor');
  const recovery = useTranslations('staff.recovery');
  const codes = useNewCodes();
  const [stage, setStage] = useState<'choice' | 'app' | 'codes'>('choice');
  if (stage === 'codes')
    return <NewRecoveryCodes lead={recovery('lead')} codes={codes} onDone={onDone} />;
  const onEnrolled = () => {
    onBegin();
    setStage('codes');
    codes.mutate({ kind: 'RECOVERY' });
  };
  return (
    <div className="flex flex-col gap-4">
      {stage === 'choice' && <p>{t('enrolLead')}</p>}
      <EnrolApp
        onBegin={() => {
          onBegin();
          setStage('app');
        }}
        onDone={onEnrolled}
      />
      {stage === 'choice' && <EnrolPasskey variant="secondary" onDone={onEnrolled} />}
    </div>
  );
}

interface EnrolAppProps {
  lead?: string;
  /** Runs when the app's secret is shown. */
  onBegin?: () => void;
  onDone: () => void;
}

export function EnrolApp({ lead, onBegin, onDone }: EnrolAppProps) {
  const t = useTranslations('admin.secondFactor');
  const app = api.staff.factors.add.useMutation({ onSuccess: () => onBegin?.() });
  const begin = () => {
    if (!app.isPending) app.mutate({ kind: 'TOTP' });
  };
  if (app.data?.kind === 'TOTP') return <ConfirmApp {...app.data} onDone={onDone} />;
  return (
    <Begin lead={lead} error={app.error} onProved={begin}>
      <Button aria-disabled={app.isPending} onClick={begin}>
        <Smartphone aria-hidden className="size-5" />
        {t('enrol')}
      </Button>
    </Begin>
  );
}

type App = Extract<Outputs['staff']['factors']['add'], { kind: 'TOTP' }>;

function ConfirmApp({ factorId, secret, uri, onDone }: App & { onDone: () => void }) {
  const t = useTranslations('admin.secondFactor');
  const utils = api.useUtils();
  const confirm = api.staff.factors.confirm.useMutation({
    onSuccess: async () => {
      await utils.staff.factors.list.invalidate();
      onDone();
    },
  });
  return (
    <div className="flex flex-col gap-4">
      <div className="mx-auto w-48">
        <QrCode text={uri} label={t('qr')} className="w-full" />
      </div>
      <p className="text-sm text-muted">
        {t('secret')} <code className="break-all text-ink">{secret}</code>
      </p>
      <CodeForm
        lead={t('confirmLead')}
        submit={t('confirm')}
        pending={confirm.isPending}
        error={confirm.error}
        onCode={(totp) => confirm.mutate({ factorId, totp })}
      />
    </div>
  );
}

interface EnrolPasskeyProps {
  lead?: string;
  variant?: 'primary' | 'secondary';
  onDone: () => void;
}

export function EnrolPasskey({ lead, variant = 'primary', onDone }: EnrolPasskeyProps) {
  const t = useTranslations('staff.passkey');
  const passkeyText = usePasskeyText();
  const create = useNewPasskey(onDone);
  const begin = () => {
    if (!create.isPending) create.mutate();
  };
  return (
    <Begin lead={lead} error={create.error} errorText={passkeyText} onProved={begin}>
      <Button variant={variant} aria-disabled={create.isPending} onClick={begin}>
        <KeyRound aria-hidden className="size-5" />
        {create.isPending ? t('waiting') : t('create')}
      </Button>
    </Begin>
  );
}
