'use client';

import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { signOut } from '../account/next-auth.ts';
import { type Kept, useKept } from './unfinished.ts';
import { ShellNote } from './header-note.tsx';

// A dialog is more than the rest of the header: it comes when it is needed.
const SignOutQuestion = dynamic(() =>
  import('./sign-out-question.tsx').then((module) => module.SignOutQuestion),
);

export function SignOut() {
  const t = useTranslations('common');
  const find = useKept();
  const [kept, setKept] = useState<Kept | null>(null);
  const [failed, setFailed] = useState(false);
  const leave = async () => setFailed(!(await signOut()));
  const ask = async () => {
    const found = await find();
    if (found === null) await leave();
    else setKept(found);
  };
  return (
    <>
      <button
        type="button"
        onClick={() => void ask()}
        className="min-h-11 rounded-xl px-3 font-medium whitespace-nowrap hover:bg-raised"
      >
        {t('signOut')}
      </button>
      <ShellNote text={failed ? t('signOutFailed') : null} />
      {kept !== null && (
        <SignOutQuestion kept={kept} onStay={() => setKept(null)} onSignOut={() => void leave()} />
      )}
    </>
  );
}
