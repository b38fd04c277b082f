import { seatNumber } from '#server/schema/ids.schema.ts';
import { gradeName, planNumber, seatKind, seatPrice } from '#server/seating/seating.schema.ts';
import { typedNumber } from '../admin/control.ts';
import type { SeatChange } from './plan.ts';

export interface TypedChange {
  grade: string;
  price: string;
  kind: string;
  companionOf: string;
  row: string;
  column: string;
}

export const nothingTyped: TypedChange = {
  grade: '',
  price: '',
  kind: '',
  companionOf: '',
  row: '',
  column: '',
};

const schemas = {
  grade: gradeName,
  price: seatPrice,
  kind: seatKind,
  companionOf: seatNumber,
  row: planNumber,
  column: planNumber,
};
const names = Object.keys(schemas) as (keyof TypedChange)[];
const texts: readonly (keyof TypedChange)[] = ['grade', 'kind'];

/** Reads the typed values, or names the fields that are wrong. Empty fields change nothing. */
export function typedChange(
  typed: TypedChange,
): { change: SeatChange } | { wrong: (keyof TypedChange)[] } {
  const given = names.filter((name) => typed[name].trim() !== '');
  const read = given.map((name) => {
    const value = texts.includes(name) ? typed[name] : typedNumber(typed[name]);
    return { name, parsed: schemas[name].safeParse(value) };
  });
  const wrong = read.filter(({ parsed }) => !parsed.success).map(({ name }) => name);
  const needsWheelchair = typed.kind === 'COMPANION' && typed.companionOf.trim() === '';
  if (needsWheelchair) wrong.push('companionOf');
  return wrong.length > 0
    ? { wrong }
    : { change: Object.fromEntries(read.map(({ name, parsed }) => [name, parsed.data])) };
}
