import { useTranslations } from 'next-intl';
import type { SeatFields } from '#server/seat-plan/seat-plan.schema.ts';
import type { AdminSeat } from '../admin/seat-words.ts';
import { useFormats } from '../format.tsx';

export const seatKinds = ['STANDARD', 'WHEELCHAIR', 'COMPANION', 'RESTRICTED'] as const;
/** States of the date's seats by number; empty for seats that are not stored. */
export type SeatStates = ReadonlyMap<number, AdminSeat['state']>;

/** Describes a seat of a plan with all of its values. */
export function useSeatSummary(): (seat: SeatFields) => string {
  const t = useTranslations('editing.seats');
  const { won } = useFormats();
  return ({ seat, grade, price, kind = 'STANDARD', companionOf, row, column }) =>
    [
      t('name', { seat, grade, price: won(price) }),
      ...(kind === 'STANDARD' ? [] : [t(`kind.${kind}`)]),
      ...(companionOf === undefined ? [] : [t('companionOf', { seat: companionOf })]),
      ...(row === undefined || column === undefined ? [] : [t('position', { row, column })]),
    ].join(', ');
}
