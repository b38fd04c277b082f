'use client';

import { useTranslations } from 'next-intl';
import { type ReactNode, useEffect, useRef } from 'react';
import { refusalOf, useRefusalText } from '../errors.ts';
import { unanswered } from '../turn/unanswered.ts';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { retryAfterSeconds } from '../waiting-room/retry-after.ts';
import type { Asked } from './outcome.ts';
import type { WayOut } from './single-seats.ts';

interface TroubleProps {
  error: unknown;
  wayOut: WayOut;
  onWayOut: (wayOut: WayOut) => void;
  /** The call that was lost and has not been done. */
  undone: Asked | null;
  /** A seat was pressed while nothing can be chosen. */
  offline: boolean;
}

/** Why a seat could not be had, and what to do now. */
export function Trouble({ error, wayOut, onWayOut, undone, offline }: TroubleProps) {
  const t = useTranslations('seating.trouble');
  const refusalText = useRefusalText();
  if (offline) return <Said title={t('offlineTitle')}>{t('offline')}</Said>;
  if (error === null) return null;
  const { code, seats } = refusalOf(error);
  if (undone !== null) {
    const named = { seats: undone.seats.join(', ') };
    return <Said title={t(undone.to === 'mine' ? 'notTakenTitle' : 'notReleasedTitle', named)}>{t('again')}</Said>;
  }
  if (code === 'SEAT_TAKEN') return <Said title={t('takenTitle', { seats: (seats ?? []).join(', ') })}>{t('taken')}</Said>;
  if (unanswered(error)) return <Said title={t('unknownTitle')}>{t('unknown')}</Said>;
  const advice: Partial<Record<typeof code, (error: unknown) => string | undefined>> = {
    SEAT_LIMIT: () => t('limit'),
    SEAT_ORPHAN: () => (wayOut === 'giveAll' ? t('singleLeft') : t('single')),
    TOO_MANY_REQUESTS: (refused) => {
      const minutes = Math.ceil(retryAfterSeconds(refused) / 60);
      return minutes === 0 ? undefined : t('wait', { minutes });
    },
  };
  return (
    <Said
      title={refusalText(error)}
      {...(wayOut !== null && {
        actions: (
          <Button variant="secondary" onClick={() => onWayOut(wayOut)}>
            {wayOut === 'giveAll' ? t('giveAll') : t('takeTogether', { seats: wayOut.take.join(', ') })}
          </Button>
        ),
      })}
    >
      {advice[code]?.(error)}
    </Said>
  );
}

interface LapsedProps {
  /** They are all free still: takes them again. */
  onAgain?: (() => void) | undefined;
}

/** The time was up: the seats are gone from the page, so the focus comes here. */
export function Lapsed({ onAgain }: LapsedProps) {
  const t = useTranslations('seating.trouble');
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.focus(), []);
  return (
    <div ref={box} tabIndex={-1} className="outline-none">
      <Said
        title={t('lapsedTitle')}
        {...(onAgain !== undefined && {
          actions: (
            <Button variant="secondary" onClick={onAgain}>
              {t('sameAgain')}
            </Button>
          ),
        })}
      >
        {t('lapsed')}
      </Said>
    </div>
  );
}

function Said({ title, children, actions }: { title: string; children: ReactNode; actions?: ReactNode }) {
  return (
    <Notice tone="danger" title={title} {...(actions !== undefined && { actions })}>
      {children}
    </Notice>
  );
}
