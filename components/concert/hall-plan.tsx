import { useTranslations } from 'next-intl';
import { arrange, blocksOf, ranksOf } from '#components/seat-map/arrange.ts';
import { BlockLabel } from '#components/seat-map/block-label.tsx';
import { SeatShape } from '#components/seat-map/seat-shape.tsx';
import { Stage } from '#components/seat-map/stage.tsx';
import { type Plan, seatRanges } from '#components/catalog/shown-dates.ts';

const kinds = ['WHEELCHAIR', 'COMPANION', 'RESTRICTED'] as const;

/** Shows a date's seats by grade, as the seat page arranges them. No seat can be chosen. */
export function HallPlan({ grades, plan }: Plan) {
  const t = useTranslations('seating');
  const text = useTranslations('catalog');
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
  const map = arrange(blocksOf(seats));
  const ranks = ranksOf(seats);
  const about = grades.map(({ grade }) => `${grade} ${numbersOf((seat) => seat.grade === grade)}`);
  const special = kinds.filter((kind) => plan.some((seat) => seat.kind === kind));
  return (
    <>
      <svg
        viewBox={`0 0 ${String(map.width)} ${String(map.height)}`}
        role="img"
        aria-label={`${text('plan')}: ${about.join(', ')}`}
        className="mx-auto w-full max-w-xl"
      >
        <Stage text={t('map.stage')} map={map} />
        {map.labels.map((at) => (
          <BlockLabel key={at.y} {...{ ...at, ranks }} middle={map.width / 2} isCompact={false} />
        ))}
        {map.spots.map(({ seat, x, y }) => (
          <g key={seat.seat} transform={`translate(${x.toFixed(1)} ${y.toFixed(1)})`}>
            <SeatShape
              look="available"
              number={seat.seat}
              kind={seat.kind}
              rank={ranks.get(seat.grade) ?? 0}
            />
          </g>
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
