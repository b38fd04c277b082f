import { useTranslations } from 'next-intl';
import type { RefusalSeen } from '#components/errors.ts';
import { Notice } from '#components/ui/notice.tsx';
import { Announcer } from './announcer.tsx';
import { Leave } from './leave.tsx';
import { Outage } from './not-yet.tsx';
import { PlaceCard } from './place-card.tsx';
import { useOnline } from './use-online.ts';
import type { Place } from './visit.ts';

interface WaitingProps {
  concertId: number;
  place: Place;
  trouble: RefusalSeen | null;
  opensAt: string;
  onLeft: () => Promise<void>;
}

/** In line: the place, and whatever there is to know while waiting. */
export function Waiting({ concertId, place, trouble, opensAt, onLeft }: WaitingProps) {
  const t = useTranslations('queue');
  const isOnline = useOnline();
  return (
    <>
      <Announcer position={place.position} />
      {(trouble !== null || !isOnline) && <Outage hasPlace />}
      {place.recovering && <Notice title={t('recoveringTitle')}>{t('recoveringNext')}</Notice>}
      {place.paused !== null && (
        <Notice tone="warning" title={t('pausedTitle')}>
          {place.paused.reason !== '' && <p>{place.paused.reason}</p>}
          <p>{t('pausedNext')}</p>
        </Notice>
      )}
      {place.message !== null && <Notice title={t('messageTitle')}>{place.message}</Notice>}
      <PlaceCard place={place} opensAt={opensAt} />
      <Leave concertId={concertId} onLeft={onLeft} />
    </>
  );
}
