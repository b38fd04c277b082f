'use client';

import { KeyRound } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { api, type Outputs } from '../api.ts';
import { useRefusalText } from '../errors.ts';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { CodeForm } from './code-form.tsx';
import { usePasskeyProof, usePasskeyText } from './passkey.ts';

export type Factor = Outputs['staff']['factors']['list'][number];

/**
 * Asks for the second factor that a change of the factors needs. A staff member without one must
 * sign in again, because the first factor is enrolled within 15 minutes of a sign-in.
 */
export function ProveFirst({ onProved }: { onProved: () => void }) {
  const t = useTranslations('admin.secondFactor');
  const refusalText = useRefusalText();
  const factors = api.staff.factors.list.useQuery();
  if (factors.data === undefined)
    return factors.isError ? (
      <Notice tone="danger">{refusalText(factors.error)}</Notice>
    ) : (
      <p role="status">{t('loading')}</p>
    );
  if (factors.data.length === 0) return <Notice tone="warning">{t('signInAgain')}</Notice>;
  return <Proof factors={factors.data} onProved={onProved} />;
}

const appCode = /^\d{6}$/;

/** A code of six digits is of the authenticator app; every other code is a recovery code. */
const proofOf = (code: string) => (appCode.test(code) ? { totp: code } : { recoveryCode: code });

/** Asks for an enrolled second factor: a passkey, or a code of the app or of the recovery codes. */
export function Proof({ factors, onProved }: { factors: Factor[]; onProved: () => void }) {
  const t = useTranslations('admin.secondFactor');
  const prove = api.staff.reauthenticate.useMutation({ onSuccess: onProved });
  const hasPasskey = factors.some(({ kind }) => kind === 'PASSKEY');
  const hasCode = factors.some(({ kind }) => kind !== 'PASSKEY');
  return (
    <div className="flex flex-col gap-5">
      {hasPasskey && <PasskeyProof onProved={onProved} />}
      {hasCode && (
        <CodeForm
          lead={t('proveLead')}
          hint={t('proveHint')}
          submit={t('prove')}
          pending={prove.isPending}
          error={prove.error}
          onCode={(code) => prove.mutate(proofOf(code))}
        />
      )}
    </div>
  );
}

function PasskeyProof({ onProved }: { onProved: () => void }) {
  const t = useTranslations('staff.passkey');
  const passkeyText = usePasskeyText();
  const prove = usePasskeyProof(onProved);
  return (
    <div className="flex flex-col gap-3">
      <Button
        aria-disabled={prove.isPending}
        onClick={() => {
          if (!prove.isPending) prove.mutate();
        }}
      >
        <KeyRound aria-hidden className="size-5" />
        {prove.isPending ? t('waiting') : t('prove')}
      </Button>
      {prove.isError && <Notice tone="danger">{passkeyText(prove.error)}</Notice>}
    </div>
  );
}
