import { useTranslations } from 'next-intl';
import { Field } from '#components/ui/field.tsx';

/** Password managers look for `username` as the address of a password. */
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
