'use client';

import { Bell, BellRing } from 'lucide-react';
import { useLocale, useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import { withReturnTo } from '../account/own-path.ts';
import { Link } from '../navigation.ts';
import { ask, send } from '../network/procedure.ts';
import { useKnownAccount } from '../session/account.ts';
import { Button, buttonClass } from '../ui/button.tsx';

/** Follows a concert whose queue is not open yet. A guest signs in first. */
export function Follow({ concertId }: { concertId: number }) {
  const t = useTranslations('catalog.follow');
  const language = useLocale();
  const userId = useKnownAccount()?.userId;
  const [isOn, setOn] = useState(false);
  const [hasFailed, setFailed] = useState(false);
  useEffect(() => {
    if (userId === undefined) return;
    ask('catalog', 'following', undefined, { viewer: userId })
      .then((followed) => setOn(followed.includes(concertId)))
      .catch(() => undefined); // a press asks again
  }, [userId, concertId]);
  const toggle = () =>
    send('catalog', 'follow', { concertId, on: !isOn, language }).then(
      ({ on }) => {
        setOn(on);
        setFailed(false);
      },
      () => setFailed(true),
    );
  if (userId === undefined)
    return (
      <Link
        href={withReturnTo('/sign-in', `/concerts/${String(concertId)}`)}
        prefetch={false}
        className={buttonClass('secondary', 'w-full')}
      >
        <Bell aria-hidden className="size-5" />
        {t('off')}
      </Link>
    );
  return (
    <div className="flex flex-col gap-1">
      <Button
        variant="secondary"
        className="w-full"
        aria-pressed={isOn}
        onClick={() => void toggle()}
      >
        {isOn ? (
          <BellRing aria-hidden className="size-5" />
        ) : (
          <Bell aria-hidden className="size-5" />
        )}
        {t(isOn ? 'on' : 'off')}
      </Button>
      <p role="status" className="text-sm text-danger empty:hidden">
        {hasFailed ? t('failed') : ''}
      </p>
    </div>
  );
}
