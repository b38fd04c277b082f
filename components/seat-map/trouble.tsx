'use client';

import { useTranslations } from 'next-intl';
import { refusalOf, useRefusalText } from '../errors.ts';
import { unanswered } from '../turn/unanswered.ts';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { retryAfterSeconds } from '../waiting-room/retry-after.ts';
import type { WayOut } from './single-seats.ts';

interface TroubleProps {
  error: unknown;
  lapsed: boolean;
  wayOut: WayOut;
  onWayOut: (wayOut: WayOut) => void;
}

/** Why a seat could not be had, and what to do now. */
export function Trouble({ error, lapsed, wayOut, onWayOut }: TroubleProps) {
  const t = useTranslations('seating.trouble');
  const refusalText = useRefusalText();
  if (error === null && !lapsed) return null;
  const { code, seats } = refusalOf(error);
  const advice: Partial<Record<typeof code, (error: unknown) => string | undefined>> = {
    SEAT_LIMIT: () => t('limit'),
    SEAT_ORPHAN: () => (wayOut === 'giveAll' ? t('singleLeft') : t('single')),
    TOO_MANY_REQUESTS: (refused) => {
      const minutes = Math.ceil(retryAfterSeconds(refused) / 60);
      return minutes === 0 ? undefined : t('wait', { minutes });
    },
  };
  const said = lapsed
    ? { title: t('lapsedTitle'), about: t('lapsed') }
    : code === 'SEAT_TAKEN'
      ? { title: t('takenTitle'), about: t('taken', { seats: (seats ?? []).join(', ') }) }
      : unanswered(error)
        ? { title: t('unknownTitle'), about: t('unknown') }
        : { title: refusalText(error), about: advice[code]?.(error) };
  return (
    <Notice
      tone="danger"
      className="mx-4 mb-3 sm:mx-0"
      title={said.title}
      actions={
        wayOut !== null && (
          <Button variant="secondary" onClick={() => onWayOut(wayOut)}>
            {wayOut === 'giveAll' ? t('giveAll') : t('takeTogether', { seats: wayOut.take.join(', ') })}
          </Button>
        )
      }
    >
      {said.about}
    </Notice>
  );
}
