import { loadSql } from '../database/load-sql.ts';
import { rows } from '../database/transaction.ts';
import { peekPlace, type Stores } from '../queue/queue.ts';
import { type Text, textsOf } from '../schema/texts.schema.ts';
import type { Scope } from '../staff/staff.ts';

const placesSql = loadSql(import.meta.url, './sql/places.sql');

const concertsMax = 100;

/**
 * Cause of the end of a place. TIME_OVER: the turn's time ran out. LEFT: the user left, or did not
 * claim the turn in time. ENDED: a place that was never admitted, without a recorded cause.
 */
export type EndCause = 'PAID' | 'REMOVED' | 'TIME_OVER' | 'LEFT' | 'ENDED';

/** A user's latest place at a concert. */
export interface PersonPlace {
  concertId: number;
  title: Text;
  state: 'WAITING' | 'ACTIVE' | 'ENDED';
  /** Null for a place that ended without an admission. */
  number: number | null;
  /** 1 + number of present users ahead while waiting, else null. */
  position: number | null;
  /** True if staff admitted the user outside the queue's order. */
  guest: boolean;
  admittedAt: string | null;
  /** End of the turn, as planned. */
  until: string | null;
  /** Null unless the place has ended. `reason` is the reason of staff for a removal, else null. */
  ended: { cause: EndCause; reason: string | null; paymentId: number | null } | null;
}

interface Row {
  concertId: number;
  texts: unknown;
  epoch: number;
  isOpen: boolean;
  number: number | null;
  admittedAt: Date | null;
  until: Date | null;
  guest: boolean;
  paymentId: number | null;
  ended: boolean;
  endedEarly: boolean;
  isKnown: boolean;
  removal: { number: number | null; reason: string } | null;
}

/**
 * Returns a person's latest place at each of the latest concerts in `scope`, 100 by default, newest
 * concert first. Redis has the places of open queues; PostgreSQL has admissions and ends.
 */
export async function placesOf(
  { db, redis }: Stores,
  userId: string,
  scope: Scope,
  countMax = concertsMax,
): Promise<PersonPlace[]> {
  const concerts = scope === 'all' ? null : [...scope];
  const found = await rows<Row>(db, placesSql, userId, concerts, countMax);
  const places = await Promise.all(
    found.map(async (row): Promise<PersonPlace | null> => {
      const live = row.isOpen ? await peekPlace(redis, row, userId) : null;
      if (live === null) return row.isKnown ? recorded(row) : null;
      const { state, number, position, admittedAt, until } = live;
      return {
        ...common(row),
        state,
        number,
        position: state === 'WAITING' ? position : null,
        guest: row.guest && row.number === number,
        admittedAt: admittedAt?.toISOString() ?? null,
        until: until?.toISOString() ?? null,
        ended: null,
      };
    }),
  );
  return places.filter((place) => place !== null);
}

const common = ({ concertId, texts }: Row) => ({ concertId, title: textsOf(texts).title });

/** Describes a place that Redis lacks. */
function recorded(row: Row): PersonPlace {
  const { number, guest, admittedAt, until, paymentId, ended } = row;
  const isActive = number !== null && !ended;
  return {
    ...common(row),
    state: isActive ? 'ACTIVE' : 'ENDED',
    number,
    position: null,
    guest,
    admittedAt: admittedAt?.toISOString() ?? null,
    until: until?.toISOString() ?? null,
    ended: isActive ? null : { ...causeOf(row), paymentId },
  };
}

function causeOf({ number, paymentId, removal, endedEarly }: Row): {
  cause: EndCause;
  reason: string | null;
} {
  if (paymentId !== null) return { cause: 'PAID', reason: null };
  if (removal !== null && (number === null || removal.number === number))
    return { cause: 'REMOVED', reason: removal.reason };
  if (number === null) return { cause: 'ENDED', reason: null };
  return { cause: endedEarly ? 'LEFT' : 'TIME_OVER', reason: null };
}
