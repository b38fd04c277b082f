'use client';

import { signOut } from 'next-auth/react';
import { useTranslations } from 'next-intl';

export function SignOut() {
  const t = useTranslations('common');
  return (
    <button
      type="button"
      onClick={() => void signOut({ callbackUrl: '/' })}
      className="min-h-11 rounded-xl px-3 font-medium whitespace-nowrap hover:bg-raised"
    >
      {t('signOut')}
    </button>
  );
}
