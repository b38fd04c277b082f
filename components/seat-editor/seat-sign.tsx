import { Ban, Circle, CircleCheckBig, Hourglass } from 'lucide-react';
import type { AdminSeat } from '#server/admin/admin.schema.ts';

const icons = { available: Circle, held: Hourglass, sold: CircleCheckBig, blocked: Ban };

/** Each state has its own shape, so that colour is never the only signal. */
export function SeatSign({ state }: { state: AdminSeat['state'] }) {
  const Icon = icons[state];
  return <Icon aria-hidden className="size-4 shrink-0" />;
}
