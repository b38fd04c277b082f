import { useTranslations } from 'next-intl';
import type { Outputs } from '../api.ts';
import { useFormats } from '../format.tsx';
import { useKindName } from '../seat-map/seat-name.ts';

export type AdminSeat = Outputs['admin']['seatMap'][number];
export const seatStates: AdminSeat['state'][] = ['available', 'held', 'sold', 'blocked'];

/** Shortens a user id to eight characters, enough to distinguish users on one screen. */
export const shortId = (userId: string): string => userId.slice(0, 8);

/**
 * Names the end of a hold, because screen readers cannot follow a time that changes every second.
 */
export function useSeatSentence(): (seat: AdminSeat) => string {
  const t = useTranslations('admin');
  const consoleText = useTranslations('console');
  const { time } = useFormats();
  const kindName = useKindName();
  return (found) => {
    const { seat, grade, state, name, userId, heldUntil, ticketVoid } = found;
    const kind = kindName(found);
    return [
      t('seatName', { seat, grade }),
      ...(kind === null ? [] : [kind]),
      ticketVoid ? consoleText('ticketVoid') : t(`seatState.${state}`),
      ...(userId === null ? [] : [name ?? shortId(userId)]),
      ...(heldUntil === null ? [] : [t('until', { time: time(heldUntil) })]),
    ].join(', ');
  };
}
