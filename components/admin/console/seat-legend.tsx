import { useTranslations } from 'next-intl';
import { Kinds } from '../../seat-map/kinds.tsx';
import { SeatShape } from '../../seat-map/seat-shape.tsx';
import { cn } from '../../ui/cn.ts';
import { type AdminSeat, seatStates } from '../seat-words.ts';

interface SeatLegendProps {
  seats: AdminSeat[];
  /** One line at 1280 px, without the symbols of the kinds that these seats have. */
  isCompact?: boolean;
}

/** Counts the seats of each state, and the sold seats whose ticket is void. */
export function SeatLegend({ seats, isCompact = false }: SeatLegendProps) {
  const t = useTranslations('console');
  const voids = seats.filter(({ ticketVoid }) => ticketVoid).length;
  const counts = [
    ...seatStates.map((state) => ({
      look: state,
      text: t(`seat.${state}`),
      count: seats.filter((seat) => seat.state === state).length,
    })),
    ...(voids === 0 ? [] : [{ look: 'void' as const, text: t('seat.void'), count: voids }]),
  ];
  return (
    <ul
      className={cn(
        'flex flex-wrap justify-center gap-y-1 text-muted',
        isCompact ? '-mx-2 gap-x-2 text-xs' : 'gap-x-3 text-sm',
      )}
    >
      {counts.map(({ look, text, count }) => (
        <li key={look} className="flex items-center gap-1 whitespace-nowrap tabular-nums">
          <svg viewBox="-22 -22 44 44" className={isCompact ? 'size-3.5' : 'size-4'} aria-hidden>
            <SeatShape look={look} rank={0} />
          </svg>
          {text} {count}
        </li>
      ))}
      {!isCompact && <Kinds seats={seats} className="size-4" />}
    </ul>
  );
}
