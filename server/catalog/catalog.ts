import type { Db } from '../database/db.ts';
import { refuse } from '../errors/refusal.ts';
import { type FeeSchedule, feeScheduleOf } from '../fees/fees.schema.ts';
import { loadSql } from '../database/load-sql.ts';
import { limitedRead, SharedRead } from '../database/shared-read.ts';
import { rows } from '../database/transaction.ts';
import { artworkUrl, type Poster, toPoster } from '../poster/poster.ts';
import type { ConcertState } from '../generated/prisma/enums.ts';
import type { ConcertTexts } from '../schema/texts.schema.ts';
import { type GradePrice, type SeatOfPlan, seatsLeft, type SeatsLeft } from './seats-left.ts';

export {
  assertOpeningOrder,
  assertOpeningTimes,
  openingProblems,
  openingTimes,
} from './opening-times.ts';

const concertsSql = loadSql(import.meta.url, './sql/concerts.sql');
const availableSeatsSql = loadSql(import.meta.url, './sql/available-seats.sql');
const openDatesSql = loadSql(import.meta.url, './sql/open-dates.sql');
const performancesOnSql = loadSql(import.meta.url, './sql/performances-on.sql');

/**
 * The state is UPCOMING before the queue opens, QUEUE_OPEN before the sale opens, and ENDED from
 * the closing of the sale. During the sale the state is SOLD_OUT if no future performance has a
 * free seat, otherwise ON_SALE.
 */
export type SaleState = 'UPCOMING' | 'QUEUE_OPEN' | 'ON_SALE' | 'SOLD_OUT' | 'ENDED' | 'CANCELLED';

/**
 * Number of free seats at a performance: MANY means more than ten, FEW one to ten, NONE zero. After
 * the performance's start the hint is NONE.
 */
export type SeatsHint = 'MANY' | 'FEW' | 'NONE';
const fewSeats = 10;

export interface ConcertDate {
  performanceId: number;
  startsAt: string;
  seats: SeatsHint;
  /** Grades and prices in won, the most expensive grade first. */
  grades: GradePrice[];
  /** All seats of the date, ordered by number. */
  plan: SeatOfPlan[];
}

export interface ConcertSummary {
  concertId: number;
  /** The clock ends a published concert at the end of its last performance. */
  state: ConcertState;
  /** The Korean texts. */
  title: string;
  venue: string;
  description: string;
  texts: ConcertTexts;
  /** Minimum age of the audience, in years. */
  ageRating: number;
  runningMinutes: number;
  poster: Poster | null;
  /** Path of the generated artwork, which pages show if there is no poster. */
  artwork: string;
  opensAt: string;
  lineOpensAt: string;
  closesAt: string;
  firstDate: string | null;
  lastDate: string | null;
  priceMin: number | null;
  priceMax: number | null;
  /** True from the opening of the sale until its closing. */
  onSale: boolean;
  saleState: SaleState;
  /** Maximum number of held and paid seats per user. */
  maxSeats: number;
  /**
   * True if the concert refuses holds that leave an orphan seat, unless every choice leaves an
   * orphan seat.
   */
  orphanRule: boolean;
  cancellationFees: FeeSchedule;
  dates: ConcertDate[];
}

type Derived =
  | 'title'
  | 'venue'
  | 'description'
  | 'poster'
  | 'artwork'
  | 'opensAt'
  | 'lineOpensAt'
  | 'closesAt'
  | 'priceMin'
  | 'priceMax'
  | 'onSale'
  | 'saleState'
  | 'cancellationFees'
  | 'dates';

interface ConcertRow extends Omit<ConcertSummary, Derived> {
  /** Time of the database's clock, which decides the sale state. */
  now: Date;
  opensAt: Date;
  lineOpensAt: Date;
  closesAt: Date;
  cancellationFees: unknown;
  poster: Parameters<typeof toPoster>[0] | null;
  dates: Omit<ConcertDate, 'seats' | 'grades' | 'plan'>[];
}

function hintOf(startsAt: string, now: Date, free: number): SeatsHint {
  if (free === 0 || Date.parse(startsAt) <= now.getTime()) return 'NONE';
  return free <= fewSeats ? 'FEW' : 'MANY';
}

/** The queue closes by the same time. */
function saleStateOf(row: ConcertRow, dates: ConcertDate[]): SaleState {
  const { now, state, opensAt, lineOpensAt, closesAt } = row;
  if (state === 'CANCELLED') return 'CANCELLED';
  if (state === 'ENDED' || closesAt <= now) return 'ENDED';
  if (opensAt <= now) return dates.every(({ seats }) => seats === 'NONE') ? 'SOLD_OUT' : 'ON_SALE';
  return lineOpensAt <= now ? 'QUEUE_OPEN' : 'UPCOMING';
}

function toSummary(row: ConcertRow, left: SeatsLeft[]): ConcertSummary {
  const { now, opensAt, lineOpensAt, closesAt, cancellationFees, poster, ...rest } = row;
  const { title, venue, description } = rest.texts;
  const dates = row.dates.map((date, at) => ({
    ...date,
    seats: hintOf(date.startsAt, now, left[at]?.free ?? 0),
    grades: left[at]?.grades ?? [],
    plan: left[at]?.plan ?? [],
  }));
  const prices = left
    .flatMap(({ priceMin, priceMax }) => [priceMin, priceMax])
    .filter((price) => price !== null);
  const saleState = saleStateOf(row, dates);
  return {
    ...rest,
    title: title.ko,
    venue: venue.ko,
    description: description.ko,
    poster: poster && toPoster(poster),
    artwork: artworkUrl(row.concertId),
    opensAt: opensAt.toISOString(),
    lineOpensAt: lineOpensAt.toISOString(),
    closesAt: closesAt.toISOString(),
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
 * Returns a concert's sort key within the group of its sale state. Concerts on sale or sold out
 * sort by the next performance, upcoming concerts by the opening of the sale. Ended concerts sort
 * by the last performance, the latest first.
 */
function orderOf({ saleState, opensAt, dates }: ConcertSummary, now: Date): number {
  if (groups[saleState] === groups.UPCOMING) return Date.parse(opensAt);
  const starts = dates.map(({ startsAt }) => Date.parse(startsAt));
  if (groups[saleState] >= groups.ENDED) return -(starts.at(-1) ?? Date.parse(opensAt));
  return starts.find((start) => start > now.getTime()) ?? Infinity;
}

/** Returns all public concerts in the order: on sale, upcoming, sold out, ended, cancelled. */
export async function concerts(db: Db): Promise<ConcertSummary[]> {
  const found = await rows<ConcertRow>(db, concertsSql, null, false);
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

/** `withHidden` includes drafts and archived concerts, for staff. */
interface Visibility {
  withHidden?: boolean;
}

/** Refusal: NOT_FOUND for an unknown or hidden concert. */
export async function concert(
  db: Db,
  concertId: number,
  { withHidden = false }: Visibility = {},
): Promise<ConcertSummary> {
  const [row] = await rows<ConcertRow>(db, concertsSql, concertId, withHidden);
  return row === undefined ? refuse('NOT_FOUND') : withSeats(db, row);
}

// Entries never expire. Database triggers keep a performance at the same concert, and a published
// concert never becomes a draft again.
const knownConcerts = new Map<number, number>();
const knownConcertsMax = 10_000;

/** Null for an unknown performance, or one of a draft. All who wait share a read. */
const publicConcertOf = new SharedRead(async (db, performanceId): Promise<number | null> => {
  const row = await db.performance.findUnique({
    where: { id: performanceId, concert: { state: { not: 'DRAFT' } } },
    select: { concertId: true },
  });
  return row?.concertId ?? null;
});

/** Refusal: NOT_FOUND for an unknown performance, or one of a draft. */
export async function concertOfPerformance(db: Db, performanceId: number): Promise<number> {
  const known = knownConcerts.get(performanceId);
  if (known !== undefined) return known;
  const concertId = (await publicConcertOf.read(db, performanceId)) ?? refuse('NOT_FOUND');
  if (knownConcerts.size >= knownConcertsMax) knownConcerts.clear();
  knownConcerts.set(performanceId, concertId);
  return concertId;
}

/** Refusal: NOT_FOUND for an unknown performance. Staff can see performances of drafts. */
export async function concertOfAnyPerformance(
  db: Pick<Db, 'performance'>,
  performanceId: number,
): Promise<number> {
  const row = await limitedRead(() =>
    db.performance.findUnique({ where: { id: performanceId }, select: { concertId: true } }),
  );
  return row?.concertId ?? refuse('NOT_FOUND');
}

/** Refusal: NOT_FOUND for an unknown or hidden concert. */
export async function concertExists(
  db: Pick<Db, 'concert'>,
  concertId: number,
  { withHidden = false }: Visibility = {},
): Promise<number> {
  const shown = { state: { not: 'DRAFT' as const }, archived: false };
  const row = await limitedRead(() =>
    db.concert.findUnique({
      where: { id: concertId, ...(!withHidden && shown) },
      select: { id: true },
    }),
  );
  return row?.id ?? refuse('NOT_FOUND');
}

export interface OpenPerformance {
  performanceId: number;
  startsAt: string;
  /** Day of startsAt in Asia/Seoul, YYYY-MM-DD. */
  date: string;
  /** Numbers of the free seats, in ascending order. */
  seats: number[];
}

/**
 * Returns future performances with free seats, ordered by start. `date` limits the result to a day
 * in Asia/Seoul; null means all days.
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
  /** Day of startsAt in Asia/Seoul, YYYY-MM-DD. */
  date: string;
  seatsLeft: number;
  /**
   * All grades of the performance, including sold-out grades; the most expensive grade is first.
   */
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

/** Returns future performances with free seats, ordered by start. */
export function openDates(db: Db, concertId: number): Promise<OpenDate[]> {
  return allOpenDates.read(db, concertId);
}

/**
 * Returns the ids of a concert's performances on a day in Asia/Seoul, ordered by start. The result
 * includes past performances.
 */
export async function performancesOn(db: Db, concertId: number, date: string): Promise<number[]> {
  const found = await rows<{ id: number }>(db, performancesOnSql, concertId, date);
  return found.map(({ id }) => id);
}
