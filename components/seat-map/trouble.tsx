'use client';

import { useTranslations } from 'next-intl';
import { refusalOf, useRefusalText } from '../errors.ts';
import { unanswered } from '../turn/unanswered.ts';
import { Notice } from '../ui/notice.tsx';

/** Why a seat could not be had, and what to do now. */
export function Trouble({ error, lapsed }: { error: unknown; lapsed: boolean }) {
  const t = useTranslations('seating.trouble');
  const refusalText = useRefusalText();
  if (error === null && !lapsed) return null;
  const { code, seats } = refusalOf(error);
  const said = lapsed
    ? { title: t('lapsedTitle'), about: t('lapsed') }
    : code === 'SEAT_TAKEN'
      ? { title: t('takenTitle'), about: t('taken', { seats: (seats ?? []).join(', ') }) }
      : unanswered(error)
        ? { title: t('unknownTitle'), about: t('unknown') }
        : { title: refusalText(error), about: code === 'SEAT_LIMIT' ? t('limit') : undefined };
  return (
    <Notice tone="danger" className="mx-4 mb-3 sm:mx-0" title={said.title}>
      {said.about}
    </Notice>
  );
}
