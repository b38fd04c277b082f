import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { Button, type Variant } from '#components/ui/button.tsx';
import { Notice } from '#components/ui/notice.tsx';
import type { useAccountForm } from './use-account-form.ts';

interface AccountFormProps {
  form: ReturnType<typeof useAccountForm>;
  action: { label: string; busy: string };
  variant?: Variant;
  children: ReactNode;
}

export function AccountForm({
  form: { onSubmit, pending, alive, problem },
  action,
  variant = 'primary',
  children,
}: AccountFormProps) {
  const t = useTranslations('account');
  return (
    <form method="post" noValidate onSubmit={onSubmit} className="flex flex-col gap-5">
      {problem !== null && (
        <Notice tone="danger" title={t(`problem.${problem}.title`)}>
          {t(`problem.${problem}.next`)}
        </Notice>
      )}
      {children}
      <Button
        type="submit"
        variant={variant}
        disabled={!alive}
        aria-disabled={pending}
        aria-busy={pending}
        className="mt-1"
      >
        {pending ? action.busy : action.label}
      </Button>
    </form>
  );
}
