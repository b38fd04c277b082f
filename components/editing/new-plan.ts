import { type SeatFields, seatsOfDateMax } from '#server/seat-plan/seat-plan.schema.ts';
import { seatsPerRow } from '#server/seating/rows.schema.ts';
import { gradeName, seatPrice } from '#server/seating/seating.schema.ts';
import { typedNumber } from '../admin/control.ts';

interface TypedPlan {
  count: string;
  grade: string;
  price: string;
}

/** Makes seats of one grade in rows of ten, or names the fields that are wrong. */
export function newPlan({
  count: typedCount,
  grade: typedGrade,
  price: typedPrice,
}: TypedPlan): { seats: SeatFields[] } | { wrong: (keyof TypedPlan)[] } {
  const count = typedNumber(typedCount);
  const grade = gradeName.safeParse(typedGrade).data;
  const price = seatPrice.safeParse(typedNumber(typedPrice)).data;
  const isCount = count >= 1 && count <= seatsOfDateMax;
  if (!isCount || grade === undefined || price === undefined)
    return {
      wrong: [
        ...(isCount ? [] : (['count'] as const)),
        ...(grade === undefined ? (['grade'] as const) : []),
        ...(price === undefined ? (['price'] as const) : []),
      ],
    };
  const seats = Array.from({ length: count }, (_, at) => ({
    seat: at + 1,
    grade,
    price,
    row: Math.floor(at / seatsPerRow) + 1,
    column: (at % seatsPerRow) + 1,
  }));
  return { seats };
}
