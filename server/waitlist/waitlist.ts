import type { Db } from '../database/db.ts';
import { loadSql } from '../database/load-sql.ts';
import { rows } from '../database/transaction.ts';
import type { DecisionKind, WishStatus } from '../generated/prisma/enums.ts';
import { type ConcertTexts, textsOf } from '../schema/texts.schema.ts';

export { joinWaitlist } from './join.ts';
export { leaveWaitlist } from './leave.ts';
export { endWishes, offerFreedSeats } from './offers.ts';

const wishesSql = loadSql(import.meta.url, './sql/wishes-of.sql');

/** An open offer: a HELD reservation, which payment.pay accepts and seating.release declines. */
export interface OpenOffer {
  reservationId: number;
  performanceId: number;
  seats: number[];
  /** Sum, in won. */
  price: number;
  expiresAt: string;
}

/** A user's wish as the user sees it. */
export interface OwnWish {
  waitlistId: number;
  concertId: number;
  texts: Pick<ConcertTexts, 'title' | 'venue'>;
  /** Number of the wish, in the order of the waitlist. Earlier offers name such numbers. */
  number: number;
  status: WishStatus;
  /** 1 for the first waiting wish; null for an ended wish. */
  rank: number | null;
  performances: number[] | 'any';
  dates: { performanceId: number; startsAt: string }[];
  grades: string[] | 'any';
  party: number;
  together: boolean;
  priceMax: number | null;
  /** Times that too few seats were free. */
  passedOver: number;
  /** True while seats are kept for the wish until there are enough. */
  isCollecting: boolean;
  offer: OpenOffer | null;
  /** Latest offers to other wishes of the concert, newest first. `outcome` is null while one is open. */
  earlierOffers: { number: number; seats: number; at: string; outcome: DecisionKind | null }[];
}

/** Returns the user's wishes that wait or have an offer, the newest first. */
export const wishesOf = (db: Db, userId: string): Promise<OwnWish[]> =>
  readWishes(db, userId, null);

/** Returns the user's latest wish at a concert, which may have ended, or null. */
export async function latestWish(
  db: Db,
  userId: string,
  concertId: number,
): Promise<OwnWish | null> {
  return (await readWishes(db, userId, concertId))[0] ?? null;
}

async function readWishes(db: Db, userId: string, concertId: number | null): Promise<OwnWish[]> {
  const found = await rows<
    Omit<OwnWish, 'texts' | 'performances' | 'grades'> & {
      texts: unknown;
      performances: number[] | null;
      grades: string[] | null;
    }
  >(db, wishesSql, userId, concertId);
  return found.map(({ texts, performances, grades, ...wish }) => {
    const { title, venue } = textsOf(texts);
    return {
      ...wish,
      texts: { title, venue },
      performances: performances ?? 'any',
      grades: grades ?? 'any',
    };
  });
}
