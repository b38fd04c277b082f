import { useTranslations } from 'next-intl';
import { cn } from '../ui/cn.ts';
import type { Hall } from './hall.ts';

interface BookedPlanProps {
  hall: Hall;
  /** Bought seats. */
  seats: number[];
  /** True if the seats light up one after the other. */
  isNew: boolean;
}

/** Shows where the bought seats are in the hall, below the stage. */
export function BookedPlan({ hall: { width, height, spots }, seats, isNew }: BookedPlanProps) {
  const t = useTranslations('tickets');
  const map = useTranslations('seating.map');
  const bought = spots.filter(({ seat }) => seats.includes(seat));
  const others = spots.filter(({ seat }) => !seats.includes(seat));
  return (
    <svg
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={t('planOf', { seats: seats.join(', ') })}
      className="mx-auto w-full max-w-xs"
    >
      <rect x={width * 0.2} width={width * 0.6} height={26} rx={8} className="fill-raised" />
      <text
        x={width / 2}
        y={19}
        textAnchor="middle"
        fontSize={16}
        fontWeight={600}
        className="fill-muted"
      >
        {map('stage')}
      </text>
      <path
        d={others.map(({ x, y }) => `M${x.toFixed(1)} ${y.toFixed(1)}h.1`).join('')}
        strokeWidth={30}
        strokeLinecap="round"
        className="stroke-raised forced-colors:stroke-[CanvasText] forced-colors:[stroke-width:8px]"
      />
      {bought.map(({ seat, x, y }, at) => (
        <g
          key={seat}
          className={cn(
            isNew && 'origin-center motion-safe:animate-light-up [transform-box:fill-box]',
          )}
          // The policy forbids inline styles in the server's HTML, where no plan is new.
          {...(isNew && { style: { animationDelay: `${at * 150}ms` } })}
        >
          <rect
            x={x - 20}
            y={y - 20}
            width={40}
            height={40}
            rx={11}
            strokeWidth={4}
            className="fill-accent stroke-accent-soft"
          />
          <text
            x={x}
            y={y + 6.5}
            textAnchor="middle"
            fontSize={19}
            fontWeight={800}
            className="fill-accent-ink"
          >
            {seat}
          </text>
        </g>
      ))}
    </svg>
  );
}
