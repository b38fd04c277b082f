'use client';

import { useTranslations } from 'next-intl';
import { refusalOf, useRefusalText } from '../errors.ts';
import { Notice } from '../ui/notice.tsx';

/** Why a seat could not be had, and what to do now. */
export function Trouble({ error, lapsed }: { error: unknown; lapsed: boolean }) {
  const t = useTranslations('seating.trouble');
  const refusalText = useRefusalText();
  if (error === null && !lapsed) return null;
  const { code, seats } = refusalOf(error);
  const taken = code === 'SEAT_TAKEN';
  const about = taken ? t('taken', { seats: (seats ?? []).join(', ') }) : code === 'SEAT_LIMIT' ? t('limit') : undefined;
  return (
    <Notice
      tone="danger"
      className="mx-4 mb-3 sm:mx-0"
      title={lapsed ? t('lapsedTitle') : taken ? t('takenTitle') : refusalText(error)}
    >
      {lapsed ? t('lapsed') : about}
    </Notice>
  );
}
