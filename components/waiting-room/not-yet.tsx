import { useTranslations } from 'next-intl';
import { TimeLeft } from '#components/catalog/time-left.tsx';
import { useFormats } from '#components/format.tsx';
import { Card } from '#components/ui/card.tsx';
import { Notice } from '#components/ui/notice.tsx';
import { useOnline } from './use-online.ts';

/** The line opens later; whoever stays here joins it then. */
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

/** The server does not answer, or the device has no network; it is asked again and again, and at once when that is back. */
export function Outage({ hasPlace }: { hasPlace: boolean }) {
  const t = useTranslations('queue');
  if (!useOnline()) {
    return (
      <Notice tone="warning" title={t('offlineTitle')}>
        {t(hasPlace ? 'offlineKept' : 'offlineJoining')}
      </Notice>
    );
  }
  return (
    <Notice tone="warning" title={t('outageTitle')}>
      {t(hasPlace ? 'outageKept' : 'outageJoining')}
    </Notice>
  );
}
