import { seatElementId } from './seat-name.ts';

export function focusSeat(seat: number | undefined): void {
  if (seat !== undefined) document.getElementById(seatElementId(seat))?.focus();
}
