import { useTranslations } from 'next-intl';
import type { PricedGrade } from '#server/seating/rows.schema.ts';
import { gradeLook } from '../catalog/grade-colours.ts';
import { useFormats } from '../format.tsx';

interface BlockLabelProps {
  grades: PricedGrade[];
  /** Ranks of the grades by price, from 0. */
  ranks: ReadonlyMap<string, number>;
  x: number;
  y: number;
}

/** Names the grades of a block in their colours, with their prices. */
export function BlockLabel({ grades, ranks, x, y }: BlockLabelProps) {
  const t = useTranslations('seating.map');
  const { won } = useFormats();
  return (
    <text x={x} y={y + 2} textAnchor="middle" fontSize={16} className="fill-muted">
      {grades.map(({ grade, price }, at) => (
        <tspan key={grade}>
          {at > 0 && ' / '}
          <tspan fontWeight={700} className={gradeLook(ranks.get(grade) ?? 0).fill}>
            {t('grade', { grade })}
          </tspan>{' '}
          {won(price)}
        </tspan>
      ))}
    </text>
  );
}
