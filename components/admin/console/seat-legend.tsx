import { useTranslations } from 'next-intl';
import { Kinds } from '../../seat-map/kinds.tsx';
import { SeatShape } from '../../seat-map/seat-shape.tsx';
import { type AdminSeat, seatStates } from '../seat-words.ts';

interface SeatLegendProps {
  seats: AdminSeat[];
  /** Explains also the symbols of the kinds that these seats have. */
  hasKinds?: boolean;
}

/** Counts the seats of each state, and the sold seats whose ticket is void. */
export function SeatLegend({ seats, hasKinds = false }: SeatLegendProps) {
  const t = useTranslations('console');
  const voids = seats.filter(({ ticketVoid }) => ticketVoid).length;
  const counts = [
    ...seatStates.map((state) => ({
      look: state,
      text: t(`seat.${state}`),
      count: seats.filter((seat) => seat.state === state).length,
    })),
    ...(voids === 0 ? [] : [{ look: 'void' as const, text: t('ticketVoid'), count: voids }]),
  ];
  return (
    <ul className="flex flex-wrap justify-center gap-x-3 gap-y-1 text-sm text-muted">
      {counts.map(({ look, text, count }) => (
        <li key={look} className="flex items-center gap-1 whitespace-nowrap tabular-nums">
          <svg viewBox="-22 -22 44 44" className="size-4" aria-hidden>
            <SeatShape look={look} rank={0} />
          </svg>
          {text} {count}
        </li>
      ))}
      {hasKinds && <Kinds seats={seats} className="size-4" />}
    </ul>
  );
}
