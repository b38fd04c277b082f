'use client';

import { useTranslations } from 'next-intl';
import { useFormats } from '../format.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import type { Unfinished } from './unfinished.ts';

interface SignOutQuestionProps {
  unfinished: Unfinished;
  onStay: () => void;
  onSignOut: () => void;
}

/** Asks for a confirmation, because signing out hides a live hold or a place in the queue. */
export function SignOutQuestion({
  unfinished: { hold, place },
  onStay,
  onSignOut,
}: SignOutQuestionProps) {
  const t = useTranslations('common.signOutQuestion');
  const { won, time } = useFormats();
  return (
    <Dialog open onOpenChange={onStay} title={t('title')}>
      <div className="flex flex-col gap-3">
        {hold !== null && (
          <p>
            {t('hold', {
              seats: hold.seats.join(', '),
              amount: won(hold.price),
              time: time(hold.expiresAt),
            })}
          </p>
        )}
        {place && <p>{t('place')}</p>}
        <Button variant="secondary" onClick={onStay}>
          {t('stay')}
        </Button>
        <Button variant="danger" onClick={onSignOut}>
          {t('signOut')}
        </Button>
      </div>
    </Dialog>
  );
}
