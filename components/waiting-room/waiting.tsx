import { useTranslations } from 'next-intl';
import { useCountdown } from '#components/server-clock.tsx';
import { Notice } from '#components/ui/notice.tsx';
import { Announcer } from './announcer.tsx';
import { useWait, useWaitText } from './eta.ts';
import { Leave } from './leave.tsx';
import { Outage } from './not-yet.tsx';
import { PlaceCard } from './place-card.tsx';
import { useOnline } from '../network/use-online.ts';
import type { PlaceState } from '#components/place-state.ts';
import type { PolledPlace } from './poll-place.ts';

interface WaitingProps {
  concertId: number;
  polled: PolledPlace;
  place: PlaceState;
  opensAt: string;
  onLeft: () => Promise<void>;
}

export function Waiting({ concertId, polled, place, opensAt, onLeft }: WaitingProps) {
  const t = useTranslations('queue');
  const isOnline = useOnline();
  const isOpen = useCountdown(opensAt) === 0;
  const { eta, grows } = useWait(place);
  const wait = useWaitText()(eta, { paused: place.paused !== null, isOpen });
  return (
    <>
      <Announcer position={place.position} wait={wait} grows={grows} />
      <PlaceCard place={place} wait={wait} grows={grows} opensAt={opensAt} isOpen={isOpen}>
        {(polled.trouble !== null || !isOnline) && <Outage polled={polled} />}
        {place.recovering && <Notice title={t('recoveringTitle')}>{t('recoveringNext')}</Notice>}
        {place.paused !== null && (
          <Notice tone="warning" title={t('pausedTitle')}>
            {place.paused.reason !== '' && <p>{place.paused.reason}</p>}
            <p>{t('pausedNext')}</p>
          </Notice>
        )}
        {place.message !== null && <Notice title={t('messageTitle')}>{place.message}</Notice>}
      </PlaceCard>
      <Leave concertId={concertId} onLeft={onLeft} />
    </>
  );
}
