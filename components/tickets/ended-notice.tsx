'use client';

import { useTranslations } from 'next-intl';
import { useEffect, useRef } from 'react';
import { Link } from '../navigation.ts';
import { useFormats } from '../format.tsx';
import { buttonClass } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import type { Booking } from '../booking.ts';

/**
 * Explains why a reservation has no valid tickets. Takes the focus after a cancellation on this
 * page.
 */
export function EndedNotice({ booking, takesFocus }: { booking: Booking; takesFocus: boolean }) {
  const t = useTranslations('tickets');
  const { won } = useFormats();
  const element = useRef<HTMLDivElement>(null);
  const { status, concertId, refund, releasedReason, isGift } = booking;
  useEffect(() => {
    if (takesFocus) element.current?.focus();
  }, [takesFocus, status]);
  if (status === 'HELD' || status === 'PAID') return null;
  return (
    <div ref={element} tabIndex={-1} className="rounded-2xl">
      <Notice
        tone={status === 'CANCELLED' ? 'success' : 'info'}
        title={t(releasedReason === null ? `ended.${status}` : 'ended.forced')}
        actions={
          <>
            {refund !== null && !isGift && (
              <Link href="/wallet" className={buttonClass('secondary')}>
                {t('toWallet')}
              </Link>
            )}
            <Link
              href={`/concerts/${concertId}`}
              className={buttonClass(refund === null ? 'primary' : 'secondary')}
            >
              {t('bookAgain')}
            </Link>
          </>
        }
      >
        {releasedReason !== null && (
          <p>{t('forcedReason', { reason: `\u2068${releasedReason}\u2069` })}</p>
        )}
        {refund === null
          ? t('notCharged')
          : t(isGift ? 'gift.refunded' : 'refunded', {
              amount: won(refund.amount),
              fee: won(refund.fee),
            })}
      </Notice>
    </div>
  );
}
