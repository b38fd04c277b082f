import type { Db } from '../database/db.ts';
import { refuse } from '../errors/refusal.ts';
import { type FeeSchedule, feeScheduleOf } from '../fees/fees.schema.ts';
import { loadSql } from '../database/load-sql.ts';
import { limitedRead, SharedRead } from '../database/shared-read.ts';
import { rows } from '../database/transaction.ts';
import { seatsLeft, type SeatsLeft } from './seats-left.ts';

const concertsSql = loadSql(import.meta.url, './sql/concerts.sql');
const availableSeatsSql = loadSql(import.meta.url, './sql/available-seats.sql');
const openDatesSql = loadSql(import.meta.url, './sql/open-dates.sql');
const performancesOnSql = loadSql(import.meta.url, './sql/performances-on.sql');

/**
 * State of a concert's sale: UPCOMING before the queue opens, QUEUE_OPEN before the sale opens,
 * ENDED after the last performance has started. During the sale the state is ON_SALE, or SOLD_OUT
 * if no future performance has a free seat.
 */
export type SaleState = 'UPCOMING' | 'QUEUE_OPEN' | 'ON_SALE' | 'SOLD_OUT' | 'ENDED' | 'CANCELLED';

/**
 * Hint about a performance's free seats: MANY means more than ten, FEW one to ten, NONE zero. A
 * performance that has started has the hint NONE.
 */
export type SeatsHint = 'MANY' | 'FEW' | 'NONE';
const fewSeats = 10;

export interface ConcertDate {
  performanceId: number;
  startsAt: string;
  seats: SeatsHint;
}

export interface ConcertSummary {
  concertId: number;
  title: string;
  titleEn: string;
  venue: string;
  venueEn: string;
  description: string;
  descriptionEn: string;
  opensAt: string;
  lineOpensAt: string;
  firstDate: string | null;
  lastDate: string | null;
  priceMin: number | null;
  priceMax: number | null;
  /** True once the sale has opened, until the last performance starts. */
  onSale: boolean;
  saleState: SaleState;
  /** Maximum number of seats per user, held and paid together. */
  maxSeats: number;
  /**
   * True if the concert refuses holds that leave an orphan seat, unless every choice leaves one.
   */
  orphanRule: boolean;
  cancellationFees: FeeSchedule;
  dates: ConcertDate[];
}

type Derived =
  | 'opensAt'
  | 'lineOpensAt'
  | 'priceMin'
  | 'priceMax'
  | 'onSale'
  | 'saleState'
  | 'cancellationFees'
  | 'dates';

interface ConcertRow extends Omit<ConcertSummary, Derived> {
  /** Time of the database's clock, which decides everything that depends on time. */
  now: Date;
  opensAt: Date;
  lineOpensAt: Date;
  cancellationFees: unknown;
  dates: Omit<ConcertDate, 'seats'>[];
}

function hintOf(startsAt: string, now: Date, free: number): SeatsHint {
  if (free === 0 || Date.parse(startsAt) <= now.getTime()) return 'NONE';
  return free <= fewSeats ? 'FEW' : 'MANY';
}

/**
 * Ends the sale when the last performance starts, or at the opening if the concert has no
 * performances. The queue closes the sale by the same rule.
 */
function saleStateOf({ now, opensAt, lineOpensAt }: ConcertRow, dates: ConcertDate[]): SaleState {
  const closesAt = new Date(dates.at(-1)?.startsAt ?? opensAt);
  if (closesAt <= now) return 'ENDED';
  if (opensAt <= now) return dates.every(({ seats }) => seats === 'NONE') ? 'SOLD_OUT' : 'ON_SALE';
  return lineOpensAt <= now ? 'QUEUE_OPEN' : 'UPCOMING';
}

function toSummary(row: ConcertRow, left: SeatsLeft[]): ConcertSummary {
  const { now, opensAt, lineOpensAt, cancellationFees, ...rest } = row;
  const dates = row.dates.map((date, at) => ({
    ...date,
    seats: hintOf(date.startsAt, now, left[at]?.free ?? 0),
  }));
  const prices = left
    .flatMap(({ priceMin, priceMax }) => [priceMin, priceMax])
    .filter((price) => price !== null);
  const saleState = saleStateOf(row, dates);
  return {
    ...rest,
    opensAt: opensAt.toISOString(),
    lineOpensAt: lineOpensAt.toISOString(),
    onSale: saleState === 'ON_SALE' || saleState === 'SOLD_OUT',
    saleState,
    priceMin: prices.length === 0 ? null : Math.min(...prices),
    priceMax: prices.length === 0 ? null : Math.max(...prices),
    cancellationFees: feeScheduleOf(cancellationFees),
    dates,
  };
}

async function withSeats(db: Db, row: ConcertRow): Promise<ConcertSummary> {
  const performances = row.dates.map(({ performanceId }) => performanceId);
  return toSummary(row, await seatsLeft(db, performances));
}

const groups: Record<SaleState, number> = {
  ON_SALE: 0,
  QUEUE_OPEN: 1,
  UPCOMING: 1,
  SOLD_OUT: 2,
  ENDED: 3,
  CANCELLED: 4,
};

/**
 * Returns the sort key of a concert within its group of sale states: the start of the next
 * performance, the opening of the sale, or the time since the last start.
 */
function orderOf({ saleState, opensAt, dates }: ConcertSummary, now: Date): number {
  if (groups[saleState] === groups.UPCOMING) return Date.parse(opensAt);
  const starts = dates.map(({ startsAt }) => Date.parse(startsAt));
  if (groups[saleState] >= groups.ENDED) return -(starts.at(-1) ?? Date.parse(opensAt));
  return starts.find((start) => start > now.getTime()) ?? Infinity;
}

/**
 * Orders concerts on sale first, by their next performance, and upcoming concerts second, by
 * opening. Sold-out concerts follow, by their next performance; ended concerts come last, the
 * latest first.
 */
export async function concerts(db: Db): Promise<ConcertSummary[]> {
  const found = await rows<ConcertRow>(db, concertsSql, null);
  const all = await Promise.all(found.map((row) => withSeats(db, row)));
  const now = found[0]?.now ?? new Date(0);
  const ranked = all.map((concert) => ({
    concert,
    group: groups[concert.saleState],
    order: orderOf(concert, now),
  }));
  ranked.sort(
    (a, b) => a.group - b.group || a.order - b.order || a.concert.concertId - b.concert.concertId,
  );
  return ranked.map(({ concert }) => concert);
}

/** Refusal: NOT_FOUND if the concert does not exist. */
export async function concert(db: Db, concertId: number): Promise<ConcertSummary> {
  const [row] = await rows<ConcertRow>(db, concertsSql, concertId);
  return row === undefined ? refuse('NOT_FOUND') : withSeats(db, row);
}

// The cache never expires, because a database trigger prevents a performance from changing its
// concert.
const knownConcerts = new Map<number, number>();
const knownConcertsMax = 10_000;

/** Refusal: NOT_FOUND if the performance does not exist. */
export async function concertOfPerformance(
  db: Pick<Db, 'performance'>,
  performanceId: number,
): Promise<number> {
  const known = knownConcerts.get(performanceId);
  if (known !== undefined) return known;
  const row = await limitedRead(() =>
    db.performance.findUnique({ where: { id: performanceId }, select: { concertId: true } }),
  );
  const { concertId } = row ?? refuse('NOT_FOUND');
  if (knownConcerts.size >= knownConcertsMax) knownConcerts.clear();
  knownConcerts.set(performanceId, concertId);
  return concertId;
}

/** Refusal: NOT_FOUND if the concert does not exist. */
export async function concertExists(db: Db, concertId: number): Promise<number> {
  const row = await limitedRead(() =>
    db.concert.findUnique({ where: { id: concertId }, select: { id: true } }),
  );
  return row?.id ?? refuse('NOT_FOUND');
}

export interface OpenPerformance {
  performanceId: number;
  startsAt: string;
  /** Day of the start in Asia/Seoul, YYYY-MM-DD. */
  date: string;
  /** Numbers of the seats that a user can hold now, in ascending order. */
  seats: number[];
}

/**
 * Returns performances that have not started and still have free seats. Limits the result to one
 * day in Asia/Seoul if `date` is not null.
 */
export async function availableSeats(
  db: Db,
  concertId: number,
  date: string | null,
): Promise<OpenPerformance[]> {
  const found = await rows<Omit<OpenPerformance, 'startsAt'> & { startsAt: Date }>(
    db,
    availableSeatsSql,
    concertId,
    date,
  );
  return found.map((open) => ({ ...open, startsAt: open.startsAt.toISOString() }));
}

export interface OpenDate {
  performanceId: number;
  startsAt: string;
  /** Day of the start in Asia/Seoul, YYYY-MM-DD. */
  date: string;
  seatsLeft: number;
  /** All grades of the hall, the most expensive first. */
  grades: { grade: string; seatsLeft: number }[];
}

const allOpenDates = new SharedRead(async (db, concertId): Promise<OpenDate[]> => {
  const found = await rows<Omit<OpenDate, 'startsAt'> & { startsAt: Date }>(
    db,
    openDatesSql,
    concertId,
  );
  return found.map((date) => ({ ...date, startsAt: date.startsAt.toISOString() }));
});

/** Returns performances that have not started and still have free seats. */
export function openDates(db: Db, concertId: number): Promise<OpenDate[]> {
  return allOpenDates.read(db, concertId);
}

/**
 * Returns a concert's performances on a day in Asia/Seoul, ordered by start, including performances
 * that have started.
 */
export async function performancesOn(db: Db, concertId: number, date: string): Promise<number[]> {
  const found = await rows<{ id: number }>(db, performancesOnSql, concertId, date);
  return found.map(({ id }) => id);
}
