'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import type { SeatFields } from '#server/seat-plan/seat-plan.schema.ts';
import { seatPrice, seatPriceMax } from '#server/seating/seating.schema.ts';
import { typedNumber } from '../admin/control.ts';
import { useFormats } from '../format.tsx';
import { Button } from '../ui/button.tsx';
import { Field } from '../ui/field.tsx';
import { changeSeats } from './plan.ts';
import type { Selection } from './selection.ts';

interface GradePricesProps {
  seats: readonly SeatFields[];
  onChange: (seats: readonly SeatFields[]) => void;
  onSelect: (next: Selection) => void;
}

/**
 * Edits the price of each grade, and chooses the seats of a grade. The order is that of the lowest
 * seats, because an order by price would change during typing.
 */
export function GradePrices({ seats, onChange, onSelect }: GradePricesProps) {
  const t = useTranslations('editing.seats');
  return (
    <ul className="flex flex-col gap-3">
      {[...Map.groupBy(seats, ({ grade }) => grade)].map(([grade, found]) => {
        const numbers = found.map(({ seat }) => seat);
        return (
          <li key={grade} className="flex items-end gap-2">
            <GradePrice
              grade={grade}
              price={found[0]?.price ?? 0}
              onChange={(next) => onChange(changeSeats(seats, new Set(numbers), { price: next }))}
            />
            <Button
              variant="secondary"
              className="px-3"
              onClick={() => onSelect({ anchor: numbers[0] ?? null, chosen: new Set(numbers) })}
            >
              {t('chooseGrade', { count: numbers.length })}
              <span className="sr-only"> · {grade}</span>
            </Button>
          </li>
        );
      })}
    </ul>
  );
}

function GradePrice({
  grade,
  price,
  onChange,
}: {
  grade: string;
  price: number;
  onChange: (price: number) => void;
}) {
  const t = useTranslations('editing.seats');
  const { number } = useFormats();
  // Null while the field is not edited, so that it follows the plan.
  const [typed, setTyped] = useState<string | null>(null);
  const priceOf = (text: string) => seatPrice.safeParse(typedNumber(text)).data;
  const max = { max: number(seatPriceMax) };
  return (
    <Field
      label={t('gradePrice', { grade })}
      error={typed === null || priceOf(typed) !== undefined ? undefined : t('wrong.price', max)}
      className="flex-1"
      inputMode="numeric"
      autoComplete="off"
      value={typed ?? number(price)}
      onChange={({ target: { value } }) => {
        setTyped(value);
        const next = priceOf(value);
        if (next !== undefined) onChange(next);
      }}
      onBlur={() => setTyped(null)}
    />
  );
}
