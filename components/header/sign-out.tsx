'use client';

import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { goOn, signOut } from '../account/next-auth.ts';
import { useAddress } from '../navigation.ts';
import { type Unfinished, useUnfinished } from './unfinished.ts';
import { HeaderNote } from './header-note.tsx';

// Loads the dialog on demand, because its code is larger than the rest of the header.
const SignOutQuestion = dynamic(() =>
  import('./sign-out-question.tsx').then((module) => module.SignOutQuestion),
);

/** Ends the pushes to this device, which the next user must not see. Loads its code on demand. */
const endPushes = () =>
  import('../notices/push-device.ts').then(({ turnOff }) => turnOff()).catch(() => undefined); // signing out matters more

export function SignOut() {
  const t = useTranslations('common');
  const find = useUnfinished();
  const [unfinished, setUnfinished] = useState<Unfinished | null>(null);
  const [failed, setFailed] = useState(false);
  const addressOf = useAddress();
  const leave = async () => {
    await endPushes();
    const isDone = await signOut();
    setFailed(!isDone);
    if (isDone) goOn(addressOf('/'));
  };
  const ask = async () => {
    const found = await find();
    if (found === null) await leave();
    else setUnfinished(found);
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
      <HeaderNote text={failed ? t('signOutFailed') : null} />
      {unfinished !== null && (
        <SignOutQuestion
          unfinished={unfinished}
          onStay={() => setUnfinished(null)}
          onSignOut={() => void leave()}
        />
      )}
    </>
  );
}
