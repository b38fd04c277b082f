import { useTranslations } from 'next-intl';
import { useRefusalText } from '../errors.ts';
import { undecided } from '../turn/unanswered.ts';
import { Notice } from '../ui/notice.tsx';

interface Watched {
  error: unknown;
  isError: boolean;
  isPaused: boolean;
}

/** Over something that is read again and again: says when what is shown may be old. It stays until an answer comes. */
export function Trouble({ query: { error, isError, isPaused } }: { query: Watched }) {
  const t = useTranslations('common');
  const refusalText = useRefusalText();
  if (!isError && !isPaused) return null;
  return <Notice tone="warning">{isPaused || undecided(error) ? t('stale') : refusalText(error)}</Notice>;
}
