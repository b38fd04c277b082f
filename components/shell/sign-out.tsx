'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { signOut } from '../account/next-auth.ts';
import { ShellNote } from './shell-note.tsx';

export function SignOut() {
  const t = useTranslations('common');
  const [failed, setFailed] = useState(false);
  return (
    <>
      <button
        type="button"
        onClick={() => void signOut().then((done) => setFailed(!done))}
        className="min-h-11 rounded-xl px-3 font-medium whitespace-nowrap hover:bg-raised"
      >
        {t('signOut')}
      </button>
      <ShellNote text={failed ? t('signOutFailed') : null} />
    </>
  );
}
