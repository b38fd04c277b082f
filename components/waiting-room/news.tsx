import { useTranslations } from 'next-intl';
import { Notice } from '#components/ui/notice.tsx';
import { useOnline } from '../network/use-online.ts';
import { isRetryableCode } from '../network/is-retryable.ts';
import { Outage } from './not-yet.tsx';
import type { PolledPlace } from './poll-place.ts';

/** Explains an outage, a recovery, a pause and the organiser's message. */
export function News({ polled }: { polled: PolledPlace }) {
  const t = useTranslations('queue');
  const isOnline = useOnline();
  const { place, trouble } = polled;
  const isLost = trouble !== null ? isRetryableCode(trouble.code) : !isOnline;
  const isWaiting = place?.state === 'WAITING';
  return (
    <>
      {isLost && (place === null || isWaiting) && <Outage polled={polled} />}
      {isWaiting && place.recovering && (
        <Notice title={t('recoveringTitle')}>{t('recoveringNext')}</Notice>
      )}
      {isWaiting && place.paused !== null && (
        <Notice tone="warning" title={t('pausedTitle')}>
          {place.paused.reason !== '' && <p>{place.paused.reason}</p>}
          <p>{t('pausedNext')}</p>
        </Notice>
      )}
      {isWaiting && place.message !== null && (
        <Notice title={t('messageTitle')}>{place.message}</Notice>
      )}
    </>
  );
}
