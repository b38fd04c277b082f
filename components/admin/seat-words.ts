import { useTranslations } from 'next-intl';
import type { Outputs } from '../api.ts';
import { useFormats } from '../format.tsx';

export type AdminSeat = Outputs['admin']['seatMap'][number];
export const seatStates: AdminSeat['state'][] = ['available', 'held', 'sold', 'blocked'];

/** A person's id, as much of it as tells two apart on a screen. */
export const shortId = (userId: string): string => userId.slice(0, 8);

/** A seat in one sentence. It names the end of a hold, not the time left: a name that changes every second cannot be listened to. */
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
