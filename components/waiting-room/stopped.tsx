import { useTranslations } from 'next-intl';
import { Link } from '../navigation.ts';
import { api } from '#components/api.ts';
import { withReturnTo } from '#components/account/own-path.ts';
import type { RefusalSeen } from '#components/errors.ts';
import { TermsRefused } from '#components/terms/terms-refused.tsx';
import { Button, buttonClass } from '#components/ui/button.tsx';
import { Notice } from '#components/ui/notice.tsx';

interface EndedProps {
  concertId: number;
  left: boolean;
  onAgain: () => void;
}

/**
 * States that the place has ended. Reads the concert, because the answer that states a cancellation
 * can be lost, and no later answer has the reason.
 */
export function Ended({ concertId, left, onAgain }: EndedProps) {
  const t = useTranslations('queue');
  const { data } = api.catalog.concert.useQuery({ concertId }, { enabled: !left });
  if (data?.state === 'CANCELLED') return <Cancelled />;
  const actions = (
    <>
      <Button onClick={onAgain}>{t('again')}</Button>
      <Link href={`/concerts/${String(concertId)}`} className={buttonClass('secondary')}>
        {t('concert')}
      </Link>
    </>
  );
  return (
    <Notice
      tone={left ? 'info' : 'warning'}
      title={t(left ? 'leftTitle' : 'endedTitle')}
      actions={actions}
    >
      {t(left ? 'leftNext' : 'endedWhy')}
    </Notice>
  );
}

/** States that the concert is cancelled, which ends the queue. */
export function Cancelled() {
  const t = useTranslations('queue');
  return (
    <Notice tone="danger" title={t('cancelledTitle')} actions={<ToConcerts />}>
      {t('cancelledNext')}
    </Notice>
  );
}

function ToConcerts() {
  const t = useTranslations('queue');
  return (
    <Link href="/" className={buttonClass()}>
      {t('concerts')}
    </Link>
  );
}

/** The sale is closed for good. Reads the concert, because the refusal does not name the reason. */
function Closed({ concertId }: { concertId: number }) {
  const t = useTranslations('queue');
  const { data } = api.catalog.concert.useQuery({ concertId });
  if (data?.state === 'CANCELLED') return <Cancelled />;
  return (
    <Notice tone="warning" title={t('closedTitle')} actions={<ToConcerts />}>
      {t('closedNext')}
    </Notice>
  );
}

interface RefusedProps {
  concertId: number;
  code: RefusalSeen['code'];
  onAgain: () => void;
}

/** Explains a refusal that polling cannot resolve. */
export function Refused({ concertId, code, onAgain }: RefusedProps) {
  const t = useTranslations('queue');
  const errors = useTranslations('errors');
  if (code === 'SALE_CLOSED' || code === 'NOT_FOUND') return <Closed concertId={concertId} />;
  if (code === 'TERMS') return <TermsRefused onAccepted={onAgain} />;
  if (code === 'NOT_SIGNED_IN') {
    const toSignIn = (
      <a
        href={withReturnTo('/sign-in', `/concerts/${String(concertId)}/queue`)}
        className={buttonClass()}
      >
        {t('signIn')}
      </a>
    );
    return (
      <Notice tone="warning" title={t('signInTitle')} actions={toSignIn}>
        {t('signInNext')}
      </Notice>
    );
  }
  return (
    <Notice
      tone="warning"
      title={t('stoppedTitle')}
      actions={
        <>
          <Button onClick={onAgain}>{t('again')}</Button>
          {code === 'EMAIL_NOT_VERIFIED' && (
            <Link href="/wallet" className={buttonClass('secondary')}>
              {t('toWallet')}
            </Link>
          )}
        </>
      }
    >
      {code === 'NOT_YOURS'
        ? t('otherAccount')
        : errors(code, { seats: '', limit: 0, missing: 0, time: '' })}
    </Notice>
  );
}
