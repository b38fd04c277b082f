import { useTranslations } from 'next-intl';
import type { Outputs } from '../api.ts';
import { useFormats } from '../format.tsx';

export type AdminSeat = Outputs['admin']['seatMap'][number];
export const seatStates: AdminSeat['state'][] = ['available', 'held', 'sold', 'blocked'];

/** Shortens a user id to eight characters, enough to distinguish users on one screen. */
export const shortId = (userId: string): string => userId.slice(0, 8);

/**
 * Names the end of a hold, because screen readers cannot follow a time that changes every second.
 */
export function useSeatSentence(): (seat: AdminSeat) => string {
  const t = useTranslations('admin');
  const { time } = useFormats();
  return ({ seat, grade, state, name, userId, heldUntil }) =>
    [
      t('seatName', { seat, grade }),
      t(`seatState.${state}`),
      ...(userId === null ? [] : [name ?? shortId(userId)]),
      ...(heldUntil === null ? [] : [t('until', { time: time(heldUntil) })]),
    ].join(', ');
}
