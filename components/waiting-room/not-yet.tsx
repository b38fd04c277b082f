import { useTranslations } from 'next-intl';
import { hoursClock, useFormats } from '#components/format.tsx';
import { useCountdown } from '#components/server-clock.tsx';
import { Notice } from '#components/ui/notice.tsx';
import { useOnline } from '../network/use-online.ts';
import { useSecondsLeft } from '../network/use-seconds-left.ts';
import type { PolledPlace } from './poll-place.ts';

const daySeconds = 86_400;

/**
 * Counts down to the opening of the queue. The page joins the queue automatically at the opening.
 */
export function NotOpen({ lineOpensAt }: { lineOpensAt: string }) {
  const t = useTranslations('queue');
  const catalog = useTranslations('catalog');
  const { moment } = useFormats();
  const left = useCountdown(lineOpensAt) ?? 0;
  const time = hoursClock(left % daySeconds);
  return (
    <>
      <p className="text-wait-muted">{t('notOpenIn')}</p>
      <p
        role="timer"
        className="mt-1 flex min-h-16 items-center text-4xl font-extrabold tabular-nums"
      >
        {catalog('countdown', { days: Math.floor(left / daySeconds), time })}
      </p>
      <div role="status" className="mt-5 flex flex-col gap-1">
        <p className="text-lg font-bold">{t('notOpenTitle')}</p>
        <p>{t('notOpenNext', { time: moment(lineOpensAt) })}</p>
      </div>
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
export function Outage({ polled, onClose }: { polled: PolledPlace; onClose?: () => void }) {
  const t = useTranslations('queue');
  const isOnline = useOnline();
  const what = !isOnline
    ? 'offline'
    : polled.trouble?.code === 'TOO_MANY_REQUESTS'
      ? 'busy'
      : 'outage';
  return (
    <>
      <Notice tone="warning" title={t(`${what}Title`)} {...(onClose && { onClose })}>
        {t(`${what}${polled.place === null ? 'Unknown' : 'Kept'}`)}
      </Notice>
      {isOnline && polled.retryAfterMs > 0 && <RetryIn polled={polled} />}
    </>
  );
}
