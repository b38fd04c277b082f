'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import type { Account } from '../session/account.ts';
import { Button, buttonClass } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { DeleteAccount } from './delete-account.tsx';
import { Section } from './section.tsx';

/** Downloads the user's data, and deletes the account. */
export function OwnData({ account }: { account: Account }) {
  const t = useTranslations('settings');
  const [isAsking, setIsAsking] = useState(false);
  return (
    <>
      <Section title={t('data')}>
        <p className="text-sm text-muted">{t('exportWhat')}</p>
        <a href="/api/account/export" download className={buttonClass('secondary')}>
          {t('export')}
        </a>
      </Section>
      <Section title={t('leave')}>
        <p className="text-sm text-muted">{t('leaveWhat')}</p>
        <Button variant="danger" onClick={() => setIsAsking(true)}>
          {t('delete')}
        </Button>
      </Section>
      <Dialog open={isAsking} onOpenChange={setIsAsking} title={t('deleteTitle')}>
        <DeleteAccount account={account} onKeep={() => setIsAsking(false)} />
      </Dialog>
    </>
  );
}
