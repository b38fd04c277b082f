import { useTranslations } from 'next-intl';
import { Field } from '#components/ui/field.tsx';

interface EmailFieldProps {
  label?: string;
  autoComplete?: 'username' | 'email';
  error: string | undefined;
}

/**
 * Uses the autocomplete name `username` by default, because password managers pair a password with a
 * username.
 */
export function EmailField({ label, autoComplete = 'username', error }: EmailFieldProps) {
  const t = useTranslations('account');
  return (
    <Field
      label={label ?? t('email')}
      name="email"
      type="email"
      autoComplete={autoComplete}
      autoCapitalize="none"
      spellCheck={false}
      required
      maxLength={254}
      error={error === undefined ? undefined : t(error)}
    />
  );
}
