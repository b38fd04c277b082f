import { Ban, Circle, CircleCheckBig, Hourglass } from 'lucide-react';
import type { AdminSeat } from './seat-words.ts';

const icons = { available: Circle, held: Hourglass, sold: CircleCheckBig, blocked: Ban };

/** Each state has its own shape, so that colour is never the only signal. */
export function SeatSign({ state }: { state: AdminSeat['state'] }) {
  const Icon = icons[state];
  return <Icon aria-hidden className="size-4 shrink-0" />;
}

export const seatLooks: Record<AdminSeat['state'], string> = {
  available: 'border-line bg-surface text-ink',
  held: 'border-dashed border-warning bg-warning-soft text-warning',
  sold: 'border-success bg-success-soft text-success',
  blocked: 'border-double border-danger bg-danger-soft text-danger',
};
