import { useTranslations } from 'next-intl';
import { type ReactNode, useState } from 'react';
import { Notice } from '#components/ui/notice.tsx';
import { useOnline } from '../network/use-online.ts';
import { isRetryableCode } from '../network/is-retryable.ts';
import { Outage } from './not-yet.tsx';
import type { PolledPlace } from './poll-place.ts';

interface NewsProps {
  polled: PolledPlace;
  /** Runs when the user closes a notice, whose button had the focus. */
  onClosed: () => void;
}

/**
 * Explains an outage, a recovery, a pause and the organiser's message. The user can close each
 * notice, because it covers the content below. A new event or text opens a new notice.
 */
export function News({ polled, onClosed }: NewsProps) {
  const t = useTranslations('queue');
  const isOnline = useOnline();
  const { place, trouble } = polled;
  const isLost = trouble !== null ? isRetryableCode(trouble.code) : !isOnline;
  // Without a place, the notice is the only text about it.
  if (place === null) return isLost && <Outage polled={polled} />;
  if (place.state !== 'WAITING') return null;
  const { recovering, paused, message } = place;
  return (
    <>
      {isLost && (
        <Closable {...{ onClosed }}>
          {(onClose) => <Outage polled={polled} onClose={onClose} />}
        </Closable>
      )}
      {recovering && (
        <Closable {...{ onClosed }}>
          {(onClose) => (
            <Notice title={t('recoveringTitle')} onClose={onClose}>
              {t('recoveringNext')}
            </Notice>
          )}
        </Closable>
      )}
      {paused !== null && (
        <Closable key={`paused: ${paused.reason}`} {...{ onClosed }}>
          {(onClose) => (
            <Notice tone="warning" title={t('pausedTitle')} onClose={onClose}>
              {paused.reason !== '' && <p>{paused.reason}</p>}
              <p>{t('pausedNext')}</p>
            </Notice>
          )}
        </Closable>
      )}
      {message !== null && (
        <Closable key={`message: ${message}`} {...{ onClosed }}>
          {(onClose) => (
            <Notice title={t('messageTitle')} onClose={onClose}>
              {message}
            </Notice>
          )}
        </Closable>
      )}
    </>
  );
}

interface ClosableProps extends Pick<NewsProps, 'onClosed'> {
  children: (onClose: () => void) => ReactNode;
}

/** Hides the notice once the user closes it. */
function Closable({ onClosed, children }: ClosableProps) {
  const [isClosed, setClosed] = useState(false);
  if (isClosed) return null;
  return children(() => {
    setClosed(true);
    onClosed();
  });
}
