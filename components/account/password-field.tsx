import { Eye, EyeOff } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Field } from '#components/ui/field.tsx';

interface PasswordFieldProps {
  name?: 'password' | 'newPassword';
  label?: string;
  autoComplete: 'current-password' | 'new-password';
  hint?: string;
  error: string | undefined;
}

export function PasswordField({
  name = 'password',
  label,
  autoComplete,
  hint,
  error,
}: PasswordFieldProps) {
  const t = useTranslations('account');
  const [shown, setShown] = useState(false);
  const Icon = shown ? EyeOff : Eye;
  const toggle = (
    <button
      type="button"
      aria-label={t(shown ? 'hidePassword' : 'showPassword')}
      onClick={() => setShown(!shown)}
      className="flex size-10 items-center justify-center rounded-xl text-muted hover:bg-raised hover:text-ink"
    >
      <Icon aria-hidden className="size-5" />
    </button>
  );
  return (
    <Field
      label={label ?? t('password')}
      name={name}
      type={shown ? 'text' : 'password'}
      autoComplete={autoComplete}
      autoCapitalize="none"
      spellCheck={false}
      required
      hint={hint}
      error={error === undefined ? undefined : t(error)}
      action={toggle}
    />
  );
}
