'use client';

import { useTranslations } from 'next-intl';
import { type ReactNode, useEffect, useRef } from 'react';
import { refusalOf, useRefusalText } from '../errors.ts';
import { isOutcomeUnknown } from '../network/is-retryable.ts';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { retryAfterSeconds } from '../network/retry-after.ts';
import type { Asked } from './outcome.ts';
import type { WayOut } from './single-seats.ts';

interface TroubleProps {
  error: unknown;
  wayOut: WayOut;
  onWayOut: (wayOut: WayOut) => void;
  /** Unanswered call that changed no seat, or null. */
  undone: Asked | null;
  /** True if the user pressed a seat on an outdated map. */
  offline: boolean;
}

export function Trouble({ error, wayOut, onWayOut, undone, offline }: TroubleProps) {
  const t = useTranslations('seating.trouble');
  const refusalText = useRefusalText();
  if (offline) return <TroubleNotice title={t('offlineTitle')}>{t('offline')}</TroubleNotice>;
  if (error === null) return null;
  const { code, seats } = refusalOf(error);
  if (undone !== null) {
    const named = { seats: undone.seats.join(', ') };
    return (
      <TroubleNotice title={t(undone.to === 'mine' ? 'notTakenTitle' : 'notReleasedTitle', named)}>
        {t('again')}
      </TroubleNotice>
    );
  }
  if (code === 'SEAT_TAKEN')
    return (
      <TroubleNotice title={t('takenTitle', { seats: (seats ?? []).join(', ') })}>
        {t('taken')}
      </TroubleNotice>
    );
  if (isOutcomeUnknown(error))
    return <TroubleNotice title={t('unknownTitle')}>{t('unknown')}</TroubleNotice>;
  const advice: Partial<Record<typeof code, (error: unknown) => string | undefined>> = {
    SEAT_LIMIT: () => t('limit'),
    SEAT_ORPHAN: () => (wayOut === 'releaseAll' ? t('singleLeft') : t('single')),
    COMPANION: () => (wayOut === 'releaseAll' ? t('companionLeft') : t('companion')),
    TOO_MANY_REQUESTS: (refused) => {
      const minutes = Math.ceil(retryAfterSeconds(refused) / 60);
      return minutes === 0 ? undefined : t('wait', { minutes });
    },
  };
  return (
    <TroubleNotice
      title={refusalText(error)}
      {...(wayOut !== null && {
        actions: (
          <Button variant="secondary" onClick={() => onWayOut(wayOut)}>
            {wayOut === 'releaseAll'
              ? t('releaseAll')
              : t('takeTogether', { seats: wayOut.take.join(', ') })}
          </Button>
        ),
      })}
    >
      {advice[code]?.(error)}
    </TroubleNotice>
  );
}

interface ExpiredHoldProps {
  /** Reason for which staff released the hold; null if the hold expired. */
  reason: string | null;
  /**
   * Takes the seats of the expired hold again. Undefined if the map is outdated or a seat of the
   * expired hold is not free.
   */
  onAgain?: (() => void) | undefined;
}

/** Takes the focus, because the page no longer shows the hold that expired or that staff released. */
export function ExpiredHold({ reason, onAgain }: ExpiredHoldProps) {
  const t = useTranslations('seating.trouble');
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.focus(), []);
  return (
    <div ref={box} tabIndex={-1} className="outline-none">
      <TroubleNotice
        title={t(reason === null ? 'expiredTitle' : 'releasedTitle')}
        {...(onAgain !== undefined && {
          actions: (
            <Button variant="secondary" onClick={onAgain}>
              {t('sameAgain')}
            </Button>
          ),
        })}
      >
        {reason === null ? t('expired') : t('released', { reason: `\u2068${reason}\u2069` })}
      </TroubleNotice>
    </div>
  );
}

function TroubleNotice({
  title,
  children,
  actions,
}: {
  title: string;
  children: ReactNode;
  actions?: ReactNode;
}) {
  return (
    <Notice tone="danger" title={title} {...(actions !== undefined && { actions })}>
      {children}
    </Notice>
  );
}
