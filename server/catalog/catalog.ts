import type { Db } from '../db.ts';
import { refuse } from '../errors.ts';
import { type FeeSchedule, feeScheduleOf } from '../payment/payment.schema.ts';

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
  /** Seats per person, held and paid together. */
  maxSeats: number;
  /** No choice of seats may leave a single one between others, unless there is no other way. */
  orphanRule: boolean;
  /** What cancelling costs, by days before the show. */
  cancellationFees: FeeSchedule;
  dates: { performanceId: number; startsAt: string }[];
}

interface ConcertRow extends Omit<
  ConcertSummary,
  'opensAt' | 'lineOpensAt' | 'priceMin' | 'priceMax' | 'cancellationFees' | 'dates'
> {
  opensAt: Date;
  lineOpensAt: Date;
  priceMin: bigint | null;
  priceMax: bigint | null;
  cancellationFees: unknown;
  dates: { performanceId: number; startsAt: string }[];
}

const seoulDay = `to_char(p.starts_at AT TIME ZONE 'Asia/Seoul', 'YYYY-MM-DD')`;

const concertsSql = (where: string) => `
  SELECT c.id AS "concertId", title, title_en AS "titleEn", venue, venue_en AS "venueEn",
         description, description_en AS "descriptionEn", opens_at AS "opensAt", max_seats AS "maxSeats",
         orphan_rule AS "orphanRule", cancellation_fees AS "cancellationFees",
         coalesce(line_opens_at, opens_at - interval '30 minutes') AS "lineOpensAt",
         d."firstDate", d."lastDate", d.dates, s.min AS "priceMin", s.max AS "priceMax",
         opens_at <= clock_timestamp() AND coalesce(d.last > clock_timestamp(), false) AS "onSale"
  FROM concerts c
  CROSS JOIN LATERAL (
    SELECT to_char(min(starts_at) AT TIME ZONE 'Asia/Seoul', 'YYYY-MM-DD') AS "firstDate",
           to_char(max(starts_at) AT TIME ZONE 'Asia/Seoul', 'YYYY-MM-DD') AS "lastDate", max(starts_at) AS last,
           coalesce(json_agg(json_build_object('performanceId', id, 'startsAt',
             to_char(starts_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) ORDER BY starts_at), '[]') AS dates
    FROM performances WHERE concert_id = c.id) d
  CROSS JOIN LATERAL (
    SELECT min(price_krw), max(price_krw) FROM seats JOIN performances p ON p.id = performance_id WHERE p.concert_id = c.id) s
  ${where} ORDER BY opens_at, c.id`;
const allConcertsSql = concertsSql('');
const oneConcertSql = concertsSql('WHERE c.id = $1');

const toSummary = ({ opensAt, lineOpensAt, priceMin, priceMax, cancellationFees, ...rest }: ConcertRow): ConcertSummary => ({
  ...rest,
  opensAt: opensAt.toISOString(),
  lineOpensAt: lineOpensAt.toISOString(),
  priceMin: priceMin === null ? null : Number(priceMin),
  priceMax: priceMax === null ? null : Number(priceMax),
  cancellationFees: feeScheduleOf(cancellationFees),
});

/** Every concert, in the order in which their sales open. */
export async function concerts(db: Db): Promise<ConcertSummary[]> {
  return (await db.$queryRawUnsafe<ConcertRow[]>(allConcertsSql)).map(toSummary);
}

/** One concert with its dates. Refusal: NOT_FOUND. */
export async function concert(db: Db, concertId: number): Promise<ConcertSummary> {
  const [row] = await db.$queryRawUnsafe<ConcertRow[]>(oneConcertSql, concertId);
  return row === undefined ? refuse('NOT_FOUND') : toSummary(row);
}

// A show stays at its concert (the database sees to it), so a crowd that wants its seats need not ask each time.
const knownShows = new Map<number, number>();
const knownShowsMax = 10_000;

/** The concert of a performance. Refusal: NOT_FOUND. */
export async function concertOfPerformance(db: Pick<Db, 'performance'>, performanceId: number): Promise<number> {
  const known = knownShows.get(performanceId);
  if (known !== undefined) return known;
  const row = await db.performance.findUnique({ where: { id: performanceId }, select: { concertId: true } });
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
export async function availableSeats(db: Db, concertId: number, date: string | null): Promise<OpenShow[]> {
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

/** The dates that still have seats, neither past nor sold out. */
export async function openDates(
  db: Db,
  concertId: number,
): Promise<{ performanceId: number; startsAt: string; date: string; seatsLeft: number }[]> {
  return (await availableSeats(db, concertId, null)).map(({ seats, ...show }) => ({ ...show, seatsLeft: seats.length }));
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
