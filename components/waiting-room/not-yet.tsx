import { useTranslations } from 'next-intl';
import { TimeLeft } from '#components/catalog/time-left.tsx';
import { useFormats } from '#components/format.tsx';
import { Card } from '#components/ui/card.tsx';
import { Notice } from '#components/ui/notice.tsx';
import { useOnline } from '../network/use-online.ts';
import { useSecondsLeft } from '../network/use-seconds-left.ts';
import type { PolledPlace } from './poll-place.ts';

/**
 * Counts down to the opening of the queue. The page joins the queue automatically at the opening.
 */
export function NotOpen({ lineOpensAt }: { lineOpensAt: string }) {
  const t = useTranslations('queue');
  const { moment } = useFormats();
  return (
    <>
      <Notice title={t('notOpenTitle')}>{t('notOpenNext', { time: moment(lineOpensAt) })}</Notice>
      <Card className="text-center">
        <TimeLeft until={lineOpensAt} label={t('notOpenIn')} />
      </Card>
    </>
  );
}

/**
 * The countdown is outside the notice, because screen readers announce every change of a notice.
 */
function RetryIn({ polled }: { polled: PolledPlace }) {
  const t = useTranslations('queue');
  const seconds = useSecondsLeft(polled.nextMs === false ? 0 : polled.nextMs, polled);
  if (seconds === 0) return null;
  return <p className="text-center text-sm tabular-nums text-muted">{t('retryIn', { seconds })}</p>;
}

/**
 * Appears during an outage, an offline period or a rate limit. The text never denies a place,
 * because an unknown place may still exist.
 */
export function Outage({ polled }: { polled: PolledPlace }) {
  const t = useTranslations('queue');
  const isOnline = useOnline();
  const what = !isOnline
    ? 'offline'
    : polled.trouble?.code === 'TOO_MANY_REQUESTS'
      ? 'busy'
      : 'outage';
  return (
    <>
      <Notice tone="warning" title={t(`${what}Title`)}>
        {t(`${what}${polled.place === null ? 'Unknown' : 'Kept'}`)}
      </Notice>
      {isOnline && polled.retryAfterMs > 0 && <RetryIn polled={polled} />}
    </>
  );
}
