import { loadSql } from '../database/load-sql.ts';
import { rows, type Tx } from '../database/transaction.ts';
import { refuse } from '../errors/refusal.ts';
import type { Prisma } from '../generated/prisma/client.ts';
import type { SeatKind } from '../seating/seating.schema.ts';
import type { SeatFields } from './seat-plan.schema.ts';

const lockPlanSql = loadSql(import.meta.url, './sql/lock-plan.sql');
const voidedSeatsSql = loadSql(import.meta.url, './sql/voided-seats.sql');
const writePlanSql = loadSql(import.meta.url, './sql/write-plan.sql');

interface PlannedSeat {
  seat: number;
  grade: string;
  price: number;
  kind: SeatKind;
  companionOf: number | null;
  row: number | null;
  column: number | null;
}

interface LockedSeat extends PlannedSeat {
  held: boolean;
  sold: boolean;
}

/** A date's plan before a change, with the owners of its seats. The rows stay locked. */
export type LockedPlan = readonly LockedSeat[];

/** Locks and reads the plan of a date. The caller must hold the concert's lock. */
export function lockPlan(tx: Tx, performanceId: number): Promise<LockedPlan> {
  return rows<LockedSeat>(tx, lockPlanSql, performanceId);
}

/** Returns a stored seat as an input has it, without the fields that have no value. */
export function toSeatFields({
  seat,
  grade,
  price,
  kind,
  companionOf,
  row,
  column,
}: PlannedSeat): SeatFields {
  return {
    seat,
    grade,
    price,
    kind,
    ...(companionOf !== null && { companionOf }),
    ...(row !== null && { row }),
    ...(column !== null && { column }),
  };
}

/** Columns of a seat that fieldsOfSeat reads. */
export const seatColumns = {
  number: true,
  grade: true,
  priceKrw: true,
  kind: true,
  companionOf: true,
  planRow: true,
  planColumn: true,
} as const;

/** Returns a row of the table of seats as an input has it. */
export const fieldsOfSeat = ({
  number,
  priceKrw,
  planRow,
  planColumn,
  ...seat
}: Prisma.SeatGetPayload<{ select: typeof seatColumns }>): SeatFields =>
  toSeatFields({
    ...seat,
    seat: number,
    price: Number(priceKrw),
    row: planRow,
    column: planColumn,
  });

/** Reads the seats of a date as an input has them, ordered by number. */
export async function seatsOf(tx: Pick<Tx, 'seat'>, performanceId: number): Promise<SeatFields[]> {
  const found = await tx.seat.findMany({
    where: { performanceId },
    orderBy: { number: 'asc' },
    select: seatColumns,
  });
  return found.map(fieldsOfSeat);
}

/**
 * Makes `seats` the plan of a date and removes all other seats. Holds and payments keep their seats
 * and prices. The caller must hold the concert's lock, and the seats must satisfy planSeatList.
 * Refusal: IN_USE if the plan removes a seat that is held or was sold, or changes the grade or kind
 * of a held or sold seat, which its owner's ticket states.
 */
export async function writeSeats(
  tx: Tx,
  performanceId: number,
  seats: readonly SeatFields[],
): Promise<void> {
  await replacePlan(tx, performanceId, await lockPlan(tx, performanceId), seats);
}

/** As writeSeats, after lockPlan. */
export async function replacePlan(
  tx: Tx,
  performanceId: number,
  before: LockedPlan,
  seats: readonly SeatFields[],
): Promise<void> {
  const next = new Map(seats.map((seat) => [seat.seat, seat]));
  const removed = before.filter(({ seat }) => !next.has(seat));
  const changed = before.filter((seat) => changesTicket(seat, next.get(seat.seat)));
  await refuseInUse(tx, performanceId, removed, changed);
  if (removed.length > 0)
    await tx.seat.deleteMany({
      where: { performanceId, number: { in: removed.map(({ seat }) => seat) } },
    });
  await tx.$executeRawUnsafe(writePlanSql, performanceId, JSON.stringify(seats));
}

/** True if a seat that stays gets another grade, another kind or another wheelchair seat. */
function changesTicket(before: PlannedSeat, next: SeatFields | undefined): boolean {
  return (
    next !== undefined &&
    (before.grade !== next.grade ||
      before.kind !== (next.kind ?? 'STANDARD') ||
      before.companionOf !== (next.companionOf ?? null))
  );
}

async function refuseInUse(
  tx: Tx,
  performanceId: number,
  removed: LockedPlan,
  changed: LockedPlan,
): Promise<void> {
  const voided =
    removed.length === 0
      ? []
      : await rows<{ seat: number }>(
          tx,
          voidedSeatsSql,
          performanceId,
          removed.map(({ seat }) => seat),
        );
  const affected = [...removed, ...changed];
  const held = affected.filter((seat) => seat.held).length;
  const sold = new Set([
    ...affected.filter((seat) => seat.sold).map(({ seat }) => seat),
    ...voided.map(({ seat }) => seat),
  ]).size;
  if (held + sold > 0) refuse('IN_USE', { held, sold });
}
