import { useTranslations } from 'next-intl';
import { useChangesText } from '../changes.ts';
import type { LiveEvent } from '../live/types.ts';
import { policyChangeOf } from '../marks.ts';
import type { Mark } from './draw-marks.ts';

type Marked = Pick<LiveEvent, 'at' | 'action' | 'before' | 'after'>;

/** Returns the changes of the policy among audit entries or events, as marks of a chart. */
export function useMarks(entries: readonly Marked[]): Mark[] {
  const words = useChangesInWords();
  return entries.flatMap((entry): Mark[] => {
    const change = policyChangeOf(entry);
    return change === null ? [] : [{ atMs: Date.parse(entry.at), text: words(change) }];
  });
}

/** Returns a function that states a change, as in `정원 5 → 1`. */
export function useChangesInWords(): (event: Pick<LiveEvent, 'before' | 'after'>) => string {
  const t = useTranslations('admin');
  const inWords = useChangesText();
  return ({ before, after }) => {
    const [from, to] = [inWords(before), inWords(after)];
    return from === '' || to === '' ? `${from}${to}` : t('from', { before: from, after: to });
  };
}
