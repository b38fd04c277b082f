import { useRefusalText } from '../errors.ts';
import { Notice } from '../ui/notice.tsx';

interface Watched {
  error: unknown;
  isError: boolean;
  isPaused: boolean;
}

/** Over something that is read again and again: says when what is shown may be old. It stays until an answer comes. */
export function Trouble({ query: { error, isError, isPaused } }: { query: Watched }) {
  const refusalText = useRefusalText();
  return isError || isPaused ? <Notice tone="warning">{refusalText(error)}</Notice> : null;
}
