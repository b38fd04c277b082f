'use client';

import { useTranslations } from 'next-intl';
import { useEffect, useRef } from 'react';
import { isRetryableCode } from '#components/network/is-retryable.ts';
import { Card } from '#components/ui/card.tsx';
import { Cancelled, Ended, Refused } from './stopped.tsx';
import { NotOpen, Outage } from './not-yet.tsx';
import { Turn } from './turn.tsx';
import { useDocumentTitle } from './use-document-title.ts';
import { usePlace } from './use-place.ts';
import { Waiting } from './waiting.tsx';

export interface WaitingRoomProps {
  concertId: number;
  title: string;
  lineOpensAt: string;
  opensAt: string;
  /** Dates whose seats can follow the waiting room. */
  performanceIds: number[];
}

export function WaitingRoom(props: WaitingRoomProps) {
  const { concertId, title, lineOpensAt, opensAt, performanceIds } = props;
  const t = useTranslations('queue');
  const { polled, again, afterLeaving } = usePlace(concertId, lineOpensAt);
  useDocumentTitle(polled?.place ?? null, title);
  // Moves the focus to the section, because the pressed button disappears.
  const room = useRef<HTMLElement>(null);
  const hasLeft = polled?.left === true;
  useEffect(() => {
    if (hasLeft) room.current?.focus();
  }, [hasLeft]);
  const onAgain = () => {
    room.current?.focus();
    again();
  };

  const scene = () => {
    if (polled === undefined)
      return (
        <Card role="status" className="min-h-96 text-center font-semibold text-muted">
          {t('joining')}
        </Card>
      );
    const { place, trouble, left } = polled;
    if (trouble?.code === 'SALE_NOT_OPEN') return <NotOpen lineOpensAt={lineOpensAt} />;
    if (trouble !== null && !isRetryableCode(trouble.code))
      return <Refused concertId={concertId} code={trouble.code} onAgain={onAgain} />;
    if (place === null) return <Outage polled={polled} />;
    switch (place.state) {
      case 'WAITING':
        return (
          <Waiting
            concertId={concertId}
            polled={polled}
            place={place}
            opensAt={opensAt}
            onLeft={afterLeaving}
          />
        );
      case 'ACTIVE':
        return <Turn concertId={concertId} performanceIds={performanceIds} />;
      case 'EXPIRED':
        return place.cancelled ? (
          <Cancelled />
        ) : (
          <Ended concertId={concertId} left={left} onAgain={onAgain} />
        );
    }
  };
  // Reserves the height of the tallest state on a phone, so that the footer does not move.
  return (
    <section
      ref={room}
      tabIndex={-1}
      aria-label={t('title')}
      className="flex min-h-176 flex-col gap-4 outline-none"
    >
      {scene()}
    </section>
  );
}
