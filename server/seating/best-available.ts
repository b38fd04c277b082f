import type { Db } from '../database/db.ts';
import { type CommandKind, type Outcome, refused, runnerOf } from '../database/groups.ts';
import { loadSql } from '../database/load-sql.ts';
import { rows, serializable, transaction, type Tx } from '../database/transaction.ts';
import { refuse } from '../errors/refusal.ts';
import type { Place, Stores } from '../queue/queue.ts';
import { bestSeats, type OfferedSeat, type Wish } from './best-available.schema.ts';
import { closeHold } from './buyer.ts';
import {
  prepareHold,
  type Begun,
  createdOutcome,
  createHold,
  createHolds,
  keepTurnOfNew,
  toHeld,
} from './hold.ts';
import { assertNone, precheck, refusalToBegin } from './precheck.ts';
import type { Held, Reservation } from './reservation.ts';

const hallSql = loadSql(import.meta.url, './sql/hall.sql');

interface BestCommand {
  place: Place;
  performanceId: number;
  wish: Wish;
}

/**
 * Holds the best free seats for a party, by the rule of bestSeats. Replaces the user's live hold if
 * it succeeds; seats of that hold at this performance count as free. Refusals: NO_SEATS, and those of
 * `hold` that concern no named seat.
 */
export async function bestAvailable(
  stores: Stores,
  place: Place,
  { performanceId, ...wish }: Wish & { performanceId: number },
): Promise<Reservation> {
  const command = { place, performanceId, wish };
  const held = await runnerOf(stores.db).submit(bestHolds, place.userId, command);
  await keepTurnOfNew(stores, place, held);
  return held.reservation;
}

// One claim per performance: parties that ask for the best seats of one hall at once want the same
// seats, so they share a group, and a group waits for the group before it.
const bestHolds: CommandKind<BestCommand, Held> = {
  runGroup: bestForAll,
  runAlone: (db, command) => serializable(db, (tx) => bestIn(tx, command)),
  isRepeatable: false,
  claimsOf: ({ performanceId }) => [`best-${String(performanceId)}`],
};

type Asking = Omit<Begun, 'command'> & { command: BestCommand };

/** Groups the parties without a hold. Any other party runs alone. */
async function bestForAll(db: Db, commands: BestCommand[]): Promise<Outcome<Held>[]> {
  const prechecks = await precheck(db, commands.map(withSeats([])));
  const asking: Asking[] = [];
  const outcomes = commands.map((command, at): Outcome<Held> | Asking => {
    const seen = prechecks[at] ?? null;
    if (seen === null) return refused('NOT_FOUND', {});
    if (seen.heldReservationId !== null) return { kind: 'alone' };
    const refusal = refusalToBegin(seen, newHoldOf(command));
    if (refusal !== null) return { kind: 'refusal', refusal };
    const member = { command, seen };
    asking.push(member);
    return member;
  });
  const answers =
    asking.length === 0
      ? new Map<Asking, Outcome<Held>>()
      : await transaction(db, (tx) => holdBest(tx, asking));
  return outcomes.map((outcome) =>
    'kind' in outcome ? outcome : (answers.get(outcome) ?? { kind: 'next' }),
  );
}

/**
 * Chooses seats for each party in order of arrival, and holds them all. Reads the halls in the
 * transaction, so that PostgreSQL rolls it back if another transaction takes a seat of a hall.
 */
async function holdBest(tx: Tx, asking: Asking[]): Promise<Map<Asking, Outcome<Held>>> {
  const answers = new Map<Asking, Outcome<Held>>();
  const halls = new Map<number, OfferedSeat[]>();
  const begun: (Begun & { asked: Asking })[] = [];
  for (const asked of asking) {
    const { performanceId, wish } = asked.command;
    const hall = halls.get(performanceId) ?? (await hallOf(tx, performanceId));
    const seats = bestSeats(hall, wish);
    halls.set(performanceId, seats === null ? hall : without(hall, seats));
    if (seats === null) answers.set(asked, refused('NO_SEATS', {}));
    else begun.push({ asked, command: withSeats(seats)(asked.command), seen: asked.seen });
  }
  const created = begun.length === 0 ? [] : await createHolds(tx, begun);
  for (const [at, one] of begun.entries()) {
    const outcome = createdOutcome(one, created[at]);
    // A refusal names a seat that the party did not ask for, so the party chooses again.
    answers.set(one.asked, outcome.kind === 'refusal' ? { kind: 'next' } : outcome);
  }
  return answers;
}

/** Runs a party alone, even with a live hold. Locks the buyer first. */
async function bestIn(tx: Tx, command: BestCommand): Promise<Held> {
  const { seen, live } = await prepareHold(tx, withSeats([])(command));
  assertNone(refusalToBegin(seen, newHoldOf(command)));
  if (live !== null) await closeHold(tx, live); // a refusal below restores the hold
  const hall = await hallOf(tx, command.performanceId);
  const seats = bestSeats(hall, command.wish) ?? refuse('NO_SEATS');
  return toHeld(await createHold(tx, withSeats(seats)(command), seen));
}

const withSeats =
  (seats: number[]) =>
  ({ place, performanceId }: BestCommand) => ({ place, performanceId, seats });

const newHoldOf = ({ place, wish }: BestCommand) => ({ place, count: wish.party, isNew: true });

const hallOf = (tx: Tx, performanceId: number): Promise<OfferedSeat[]> =>
  rows<OfferedSeat>(tx, hallSql, performanceId, null, false);

const without = (hall: readonly OfferedSeat[], seats: readonly number[]): OfferedSeat[] =>
  hall.map((each) => (seats.includes(each.seat) ? { ...each, free: false } : each));
