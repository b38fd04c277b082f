import { useTranslations } from 'next-intl';
import { Field } from '#components/ui/field.tsx';

/**
 * Uses the autocomplete name `username`, because password managers pair a password with a username.
 */
export function EmailField({ error }: { error: string | undefined }) {
  const t = useTranslations('account');
  return (
    <Field
      label={t('email')}
      name="email"
      type="email"
      autoComplete="username"
      autoCapitalize="none"
      spellCheck={false}
      required
      maxLength={254}
      error={error === undefined ? undefined : t(error)}
    />
  );
}
