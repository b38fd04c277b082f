import type { Db } from '../database/db.ts';
import { refuse } from '../errors/refusal.ts';
import { type FeeSchedule, feeScheduleOf } from '../fees/fees.schema.ts';
import { loadSql } from '../database/load-sql.ts';
import { rows } from '../database/transaction.ts';
import { seatsLeft, type SeatsLeft } from './seats-left.ts';

const openDatesSql = loadSql(import.meta.url, './sql/open-dates.sql');

/** How a sale stands: before the queue opens, before the sale opens, open with and without seats, after its end, or never. */
export type SaleState = 'UPCOMING' | 'QUEUE_OPEN' | 'ON_SALE' | 'SOLD_OUT' | 'ENDED' | 'CANCELLED';

/** How many seats of a show can be held: more than ten, some, or none, as of a show that has started. */
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
  /** The sale has opened, and a show is still to come. */
  onSale: boolean;
  saleState: SaleState;
  /** Seats per person, held and paid together. */
  maxSeats: number;
  /** No choice of seats may leave a single one between others, unless there is no other way. */
  orphanRule: boolean;
  /** What cancelling costs, by days before the show. */
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
  /** By the database's clock, as is all that depends on the time. */
  now: Date;
  opensAt: Date;
  lineOpensAt: Date;
  cancellationFees: unknown;
  dates: Omit<ConcertDate, 'seats'>[];
}

const seoulDay = `to_char(p.starts_at AT TIME ZONE 'Asia/Seoul', 'YYYY-MM-DD')`;

const concertsSql = (where: string) => `
  SELECT c.id AS "concertId", title, title_en AS "titleEn", venue, venue_en AS "venueEn",
         description, description_en AS "descriptionEn", opens_at AS "opensAt", max_seats AS "maxSeats",
         orphan_rule AS "orphanRule", cancellation_fees AS "cancellationFees",
         coalesce(line_opens_at, opens_at - interval '30 minutes') AS "lineOpensAt",
         d."firstDate", d."lastDate", d.dates, (SELECT clock_timestamp()) AS now
  FROM concerts c
  CROSS JOIN LATERAL (
    SELECT to_char(min(starts_at) AT TIME ZONE 'Asia/Seoul', 'YYYY-MM-DD') AS "firstDate",
           to_char(max(starts_at) AT TIME ZONE 'Asia/Seoul', 'YYYY-MM-DD') AS "lastDate",
           coalesce(json_agg(json_build_object('performanceId', id, 'startsAt',
             to_char(starts_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) ORDER BY starts_at), '[]') AS dates
    FROM performances WHERE concert_id = c.id) d
  ${where} ORDER BY c.id`;
const allConcertsSql = concertsSql('');
const oneConcertSql = concertsSql('WHERE c.id = $1');

function hintOf(startsAt: string, now: Date, free: number): SeatsHint {
  if (free === 0 || Date.parse(startsAt) <= now.getTime()) return 'NONE';
  return free <= fewSeats ? 'FEW' : 'MANY';
}

/** The sale ends with the start of the last show, and without shows when it should begin: as the queue has it. */
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

/** What a sale is ordered by among its like: the next show, the opening, or how long it has been over. */
function orderOf({ saleState, opensAt, dates }: ConcertSummary, now: Date): number {
  if (groups[saleState] === groups.UPCOMING) return Date.parse(opensAt);
  const starts = dates.map(({ startsAt }) => Date.parse(startsAt));
  if (groups[saleState] >= groups.ENDED) return -(starts.at(-1) ?? Date.parse(opensAt));
  return starts.find((start) => start > now.getTime()) ?? Infinity;
}

/**
 * Every concert: on sale by the next show, then those to come by their opening, then sold out by the next show, then those that are
 * over, the latest first.
 */
export async function concerts(db: Db): Promise<ConcertSummary[]> {
  const found = await db.$queryRawUnsafe<ConcertRow[]>(allConcertsSql);
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

/** One concert with its dates. Refusal: NOT_FOUND. */
export async function concert(db: Db, concertId: number): Promise<ConcertSummary> {
  const [row] = await db.$queryRawUnsafe<ConcertRow[]>(oneConcertSql, concertId);
  return row === undefined ? refuse('NOT_FOUND') : withSeats(db, row);
}

// A show stays at its concert (the database sees to it), so a crowd that wants its seats need not ask each time.
const knownShows = new Map<number, number>();
const knownShowsMax = 10_000;

/** The concert of a performance. Refusal: NOT_FOUND. */
export async function concertOfPerformance(
  db: Pick<Db, 'performance'>,
  performanceId: number,
): Promise<number> {
  const known = knownShows.get(performanceId);
  if (known !== undefined) return known;
  const row = await db.performance.findUnique({
    where: { id: performanceId },
    select: { concertId: true },
  });
  const { concertId } = row ?? refuse('NOT_FOUND');
  if (knownShows.size >= knownShowsMax) knownShows.clear();
  knownShows.set(performanceId, concertId);
  return concertId;
}

/** Refuses with NOT_FOUND where there is no such concert. */
export async function concertExists(db: Db, concertId: number): Promise<number> {
  const row = await db.concert.findUnique({ where: { id: concertId }, select: { id: true } });
  return row?.id ?? refuse('NOT_FOUND');
}

export interface OpenShow {
  performanceId: number;
  startsAt: string;
  /** The calendar day in Asia/Seoul, YYYY-MM-DD. */
  date: string;
  /** What could be held now, by number. */
  seats: number[];
}

/** The shows to come that still have seats, all of them or those of one day. */
export async function availableSeats(
  db: Db,
  concertId: number,
  date: string | null,
): Promise<OpenShow[]> {
  const shows = await db.$queryRawUnsafe<(Omit<OpenShow, 'startsAt'> & { startsAt: Date })[]>(
    `SELECT p.id AS "performanceId", p.starts_at AS "startsAt", ${seoulDay} AS date, array_agg(s.number ORDER BY s.number) AS seats
     FROM performances p JOIN seats s ON s.performance_id = p.id
     WHERE p.concert_id = $1 AND p.starts_at > clock_timestamp() AND ($2::text IS NULL OR ${seoulDay} = $2)
       AND s.blocked_reason IS NULL AND (s.reservation_id IS NULL OR s.held_until <= clock_timestamp())
     GROUP BY p.id ORDER BY p.starts_at`,
    concertId,
    date,
  );
  return shows.map((show) => ({ ...show, startsAt: show.startsAt.toISOString() }));
}

export interface OpenDate {
  performanceId: number;
  startsAt: string;
  /** The calendar day in Asia/Seoul, YYYY-MM-DD. */
  date: string;
  seatsLeft: number;
  /** Every grade of the hall, the dearest first. */
  grades: { grade: string; seatsLeft: number }[];
}

/** The dates that still have seats, neither past nor sold out. */
export async function openDates(db: Db, concertId: number): Promise<OpenDate[]> {
  const found = await rows<Omit<OpenDate, 'startsAt'> & { startsAt: Date }>(
    db,
    openDatesSql,
    concertId,
  );
  return found.map((date) => ({ ...date, startsAt: date.startsAt.toISOString() }));
}

/** The shows of a concert on a calendar day in Asia/Seoul, in order, past ones too. */
export async function performancesOn(db: Db, concertId: number, date: string): Promise<number[]> {
  const shows = await db.$queryRawUnsafe<{ id: number }[]>(
    `SELECT p.id FROM performances p WHERE p.concert_id = $1 AND ${seoulDay} = $2 ORDER BY p.starts_at`,
    concertId,
    date,
  );
  return shows.map(({ id }) => id);
}
