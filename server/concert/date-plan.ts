import type { z } from 'zod';
import { recordAudit } from '../admin/audit-log.ts';
import type { Db } from '../database/db.ts';
import { serializable, type Tx } from '../database/transaction.ts';
import { refuse } from '../errors/refusal.ts';
import {
  planIssues,
  type SeatFields,
  type seatImportInput,
  type seatPlanInput,
} from '../seat-plan/seat-plan.schema.ts';
import {
  type LockedPlan,
  lockPlan,
  replacePlan,
  seatsOfCsv,
  toSeatFields,
} from '../seat-plan/seat-plan.ts';
import { lockConcert, versionNow } from './version.ts';

interface Version {
  version: number;
}

/**
 * Changes the plan of a date. New prices apply to later holds only. Refusals: NOT_FOUND, CHANGED,
 * IN_USE, BAD_INPUT if a part does not fit the seats that stay.
 */
export function changePlan(
  db: Db,
  actorId: string,
  { seats, partial = false, ...date }: z.output<typeof seatPlanInput>,
): Promise<Version> {
  const change = { actorId, action: 'seats.plan', reason: 'changed the plan of a date', ...date };
  return changeSeats(db, change, (before) => (partial ? mergedWith(before, seats) : seats));
}

/**
 * Makes the seats of a CSV file the plan of a date. Refusals: those of changePlan, BAD_INPUT with the
 * line of each issue.
 */
export function importPlan(
  db: Db,
  actorId: string,
  { csv, ...date }: z.output<typeof seatImportInput>,
): Promise<Version> {
  const seats = seatsOfCsv(csv);
  const change = { actorId, action: 'seats.import', reason: 'imported the plan of a date' };
  return changeSeats(db, { ...change, ...date }, () => seats);
}

interface Change {
  actorId: string;
  action: string;
  reason: string;
  performanceId: number;
  version: number;
}

function changeSeats(
  db: Db,
  { performanceId, version, ...entry }: Change,
  nextOf: (before: SeatFields[]) => SeatFields[],
): Promise<Version> {
  return serializable(db, async (tx) => {
    const concertId = await concertOf(tx, performanceId);
    await lockConcert(tx, concertId, version);
    const locked = await lockPlan(tx, performanceId);
    const next = nextOf(locked.map(toSeatFields));
    await replacePlan(tx, performanceId, locked, next);
    await recordAudit(tx, { ...entry, concertId, ...differenceOf(performanceId, locked, next) });
    return versionNow(tx, concertId);
  });
}

async function concertOf(tx: Tx, performanceId: number): Promise<number> {
  const found = await tx.performance.findUnique({
    where: { id: performanceId },
    select: { concertId: true },
  });
  return (found ?? refuse('NOT_FOUND')).concertId;
}

/**
 * Returns the plan in which `seats` replace or join the seats of the date. Refusal: BAD_INPUT; the
 * path is `seats` if a rule fails at a seat that is not in the input.
 */
function mergedWith(before: SeatFields[], seats: SeatFields[]): SeatFields[] {
  const numbers = new Set(seats.map(({ seat }) => seat));
  const kept = before.filter(({ seat }) => !numbers.has(seat));
  const merged = [...kept, ...seats];
  const issues = planIssues(merged).map(({ path: [at, field], message }) => ({
    path: at < kept.length ? 'seats' : `seats.${String(at - kept.length)}.${field}`,
    message,
  }));
  return issues.length === 0 ? merged : refuse('BAD_INPUT', { issues: issues.slice(0, 10) });
}

/** Returns the changed seats, as they were and as they are. */
function differenceOf(performanceId: number, locked: LockedPlan, next: SeatFields[]) {
  const texts = (seats: SeatFields[]) =>
    new Map(seats.map((seat) => [JSON.stringify(toComparable(seat)), { ...seat }]));
  const [before, after] = [texts(locked.map(toSeatFields)), texts(next)];
  const only = (these: typeof before, those: typeof before) =>
    [...these].filter(([text]) => !those.has(text)).map(([, seat]) => seat);
  return {
    before: { performanceId, seats: only(before, after) },
    after: { performanceId, seats: only(after, before) },
  };
}

/** Lists the values of a seat, so that two forms of one seat are equal. */
const toComparable = ({ seat, grade, price, kind, companionOf, row, column }: SeatFields) => [
  seat,
  grade,
  price,
  kind ?? 'STANDARD',
  companionOf ?? null,
  row ?? null,
  column ?? null,
];
