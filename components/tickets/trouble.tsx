import { useTranslations } from 'next-intl';
import { useRefusalText } from '../errors.ts';
import { isRetryable } from '../network/is-retryable.ts';
import { Notice } from '../ui/notice.tsx';

interface Polled {
  error: unknown;
  isError: boolean;
  isPaused: boolean;
}

/** Shows a warning until the next answer, because the polled data may be outdated. */
export function Trouble({ query: { error, isError, isPaused } }: { query: Polled }) {
  const t = useTranslations('common');
  const refusalText = useRefusalText();
  if (!isError && !isPaused) return null;
  return (
    <Notice tone="warning">
      {isPaused || isRetryable(error) ? t('stale') : refusalText(error)}
    </Notice>
  );
}
