import { useTranslations } from 'next-intl';
import { type AdminSeat, seatStates } from '../seat-words.ts';
import { StaffSeatShape } from './staff-seat-shape.tsx';

/** Counts the seats of each state. */
export function SeatLegend({ seats }: { seats: AdminSeat[] }) {
  const t = useTranslations('console');
  return (
    <ul className="flex flex-wrap justify-center gap-x-4 gap-y-1 text-sm text-muted">
      {seatStates.map((state) => (
        <li key={state} className="flex items-center gap-1.5 tabular-nums">
          <svg viewBox="-20 -20 40 40" className="size-4" aria-hidden>
            <StaffSeatShape state={state} />
          </svg>
          {t(`seat.${state}`)} {seats.filter((seat) => seat.state === state).length}
        </li>
      ))}
    </ul>
  );
}
