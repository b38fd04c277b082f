import { useTranslations } from 'next-intl';
import type { PricedGrade } from '#server/seating/rows.schema.ts';
import { gradeLook } from '../catalog/grade-colours.ts';
import { useFormats } from '../format.tsx';

interface BlockLabelProps {
  grades: PricedGrade[];
  /** Ranks of the grades by price, from 0. */
  ranks: ReadonlyMap<string, number>;
  /** Middle of the map. */
  middle: number;
  y: number;
  /** Names the grades one below the other at the left edge, without prices. */
  isCompact: boolean;
}

/** Names the grades of a block in their colours, with their prices. */
export function BlockLabel({ grades, ranks, middle, y, isCompact }: BlockLabelProps) {
  const t = useTranslations('seating.map');
  const { won } = useFormats();
  const fillOf = (grade: string) => gradeLook(ranks.get(grade) ?? 0).fill;
  if (isCompact)
    return (
      <text y={y + 12} fontSize={16} fontWeight={700}>
        {grades.map(({ grade }, at) => (
          <tspan key={grade} x={2} dy={at === 0 ? 0 : 18} className={fillOf(grade)}>
            {grade}
          </tspan>
        ))}
      </text>
    );
  return (
    <text x={middle} y={y + 2} textAnchor="middle" fontSize={16} className="fill-muted">
      {grades.map(({ grade, price }, at) => (
        <tspan key={grade}>
          {at > 0 && ' / '}
          <tspan fontWeight={700} className={fillOf(grade)}>
            {t('grade', { grade })}
          </tspan>{' '}
          {won(price)}
        </tspan>
      ))}
    </text>
  );
}
