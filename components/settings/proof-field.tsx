import { useMutation } from '@tanstack/react-query';
import { useLocale, useTranslations } from 'next-intl';
import { useRefusalText } from '../errors.ts';
import { send } from '../network/procedure.ts';
import { Button } from '../ui/button.tsx';
import { Field } from '../ui/field.tsx';
import { PasswordField } from '../account/password-field.tsx';
import type { ProofKind } from './proof.ts';

interface ProofFieldProps {
  kind: ProofKind;
  errors: Record<string, string>;
}

/** Asks for the password, or for a mailed code from a user without one. */
export function ProofField({ kind, errors }: ProofFieldProps) {
  const t = useTranslations('settings');
  if (kind === 'SIGN_IN') return <p className="text-sm text-muted">{t('signInProof')}</p>;
  if (kind === 'CODE') return <CodeField error={errors['code']} />;
  return (
    <PasswordField
      label={t('currentPassword')}
      autoComplete="current-password"
      error={errors['password']}
    />
  );
}

function CodeField({ error }: { error: string | undefined }) {
  const t = useTranslations('settings');
  const account = useTranslations('account');
  const refusalText = useRefusalText();
  const language = useLocale();
  const code = useMutation({ mutationFn: () => send('account', 'sendCode', { language }) });
  return (
    <div className="flex flex-col gap-3">
      <p className="text-sm text-muted">{t('codeWhy')}</p>
      <Button
        variant="secondary"
        onClick={() => code.mutate()}
        aria-disabled={code.isPending}
        aria-busy={code.isPending}
      >
        {t(code.isSuccess ? 'codeSendAgain' : 'codeSend')}
      </Button>
      <p role="status" className="text-sm empty:hidden">
        {code.isSuccess && t('codeSent')}
        {code.error !== null && refusalText(code.error)}
      </p>
      <Field
        label={t('code')}
        name="code"
        inputMode="numeric"
        autoComplete="one-time-code"
        maxLength={6}
        required
        error={error === undefined ? undefined : account(error)}
      />
    </div>
  );
}
