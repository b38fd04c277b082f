import { useTranslations } from 'next-intl';
import { useFormats } from '#components/format.tsx';
import { arrange, blocksOf, type Spot } from '#components/seat-map/arrange.ts';
import { cn } from '#components/ui/cn.ts';
import { gradeLook } from '#components/catalog/grade-colours.ts';
import { type Plan, seatRanges } from '#components/catalog/shown-dates.ts';

const kinds = ['WHEELCHAIR', 'COMPANION', 'RESTRICTED'] as const;

/** Shows a date's seats by grade, as the seat page arranges them. No seat can be chosen. */
export function HallPlan({ grades, plan }: Plan) {
  const t = useTranslations('seating');
  const text = useTranslations('catalog');
  const { won } = useFormats();
  const priceOf = new Map(grades.map(({ grade, price }) => [grade, price]));
  const seats = plan.map((seat) => ({
    ...seat,
    price: priceOf.get(seat.grade) ?? 0,
    state: 'available' as const,
    companionOf: null,
  }));
  const numbersOf = (isShown: (seat: Plan['plan'][number]) => boolean) =>
    text('gradeSeats', {
      seats: seatRanges(
        plan.filter(isShown).map(({ seat }) => seat),
        text('to'),
      ),
    });
  const { labels, spots, width, height } = arrange(blocksOf(seats));
  const ranks = new Map(grades.map(({ grade }, rank) => [grade, rank]));
  const about = grades.map(({ grade }) => `${grade} ${numbersOf((seat) => seat.grade === grade)}`);
  const special = kinds.filter((kind) => plan.some((seat) => seat.kind === kind));
  return (
    <>
      <svg
        viewBox={`0 0 ${String(width)} ${String(height)}`}
        role="img"
        aria-label={`${text('plan')}: ${about.join(', ')}`}
        className="mx-auto w-full max-w-xl"
      >
        <Stage text={t('map.stage')} width={width} />
        {labels.map(({ grades: ofBlock, y }) => (
          <text
            key={y}
            x={width / 2}
            y={y}
            textAnchor="middle"
            fontSize={15}
            fontWeight={600}
            className="fill-muted"
          >
            {ofBlock
              .map(({ grade, price }) => t('map.block', { grade, price: won(price) }))
              .join(' / ')}
          </text>
        ))}
        {spots.map((spot) => (
          <PlannedSeat key={spot.seat.seat} spot={spot} rank={ranks.get(spot.seat.grade) ?? 0} />
        ))}
      </svg>
      {special.length > 0 && (
        <ul className="text-sm text-muted">
          {special.map((kind) => (
            <li key={kind} className="first-letter:uppercase">
              {t(`kind.${kind}`)}: {numbersOf((seat) => seat.kind === kind)}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function Stage({ text, width }: { text: string; width: number }) {
  return (
    <>
      <path
        d={`M70 8 H${String(width - 70)} L${String(width - 100)} 52 H100 Z`}
        className="fill-raised"
      />
      <text
        x={width / 2}
        y={37}
        textAnchor="middle"
        fontSize={17}
        fontWeight={700}
        className="fill-ink"
      >
        {text}
      </text>
    </>
  );
}

/** A standard seat is a square, every other kind a circle. Stripes mark the fifth and sixth grade. */
function PlannedSeat({ spot: { seat, x, y }, rank }: { spot: Spot; rank: number }) {
  const { fill, isStriped } = gradeLook(rank);
  return (
    <g transform={`translate(${x.toFixed(1)} ${y.toFixed(1)})`}>
      <rect
        x={-18}
        y={-18}
        width={36}
        height={36}
        rx={seat.kind === 'STANDARD' ? 9 : 18}
        className={cn(fill, isStriped && 'stroke-ink')}
        {...(isStriped && { strokeWidth: 4, strokeDasharray: '6 4' })}
      />
      <text y={6} textAnchor="middle" fontSize={16} fontWeight={700} className="fill-grade-ink">
        {seat.seat}
      </text>
    </g>
  );
}
