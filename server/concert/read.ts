import type { Db } from '../database/db.ts';
import { loadSql } from '../database/load-sql.ts';
import { rows, serializable, type Tx } from '../database/transaction.ts';
import { refuse } from '../errors/refusal.ts';
import type { ConcertState } from '../generated/prisma/enums.ts';
import type { ConcertTexts, Text } from '../schema/texts.schema.ts';
import { lackingOf } from './checklist.ts';
import type { SeatFields } from '../seat-plan/seat-plan.schema.ts';
import { fieldsOfSeat, seatColumns } from '../seat-plan/seat-plan.ts';
import type { Lacking, ListFilter } from './concert.schema.ts';
import { fieldColumns, fieldsOf, type StoredFields } from './fields.ts';

const concertsSql = loadSql(import.meta.url, './sql/concerts-of-staff.sql');
const progressSql = loadSql(import.meta.url, './sql/cancellation-progress.sql');

const pageSize = 50;

interface Row {
  concertId: number;
  texts: ConcertTexts;
  state: ConcertState;
  archived: boolean;
  version: number;
  posterId: number | null;
  opensAt: Date;
  lineOpensAt: Date;
  closesAt: Date;
  dates: number;
  firstDate: string | null;
  lastDate: string | null;
}

export interface StaffConcert extends Omit<Row, 'texts' | 'opensAt' | 'lineOpensAt' | 'closesAt'> {
  title: Text;
  venue: Text;
  opensAt: string;
  lineOpensAt: string;
  /** Effective closing of the sale. */
  closesAt: string;
}

const toItem = ({ texts, opensAt, lineOpensAt, closesAt, ...row }: Row): StaffConcert => ({
  ...row,
  title: texts.title,
  venue: texts.venue,
  opensAt: opensAt.toISOString(),
  lineOpensAt: lineOpensAt.toISOString(),
  closesAt: closesAt.toISOString(),
});

/** Returns up to 50 concerts of `scope`, newest first. `cursor` is null on the last page. */
export async function listConcerts(
  db: Db,
  { state, archived, cursor }: ListFilter = {},
  scope: 'all' | readonly number[] = 'all',
): Promise<{ items: StaffConcert[]; cursor: number | null }> {
  const filter = [
    scope === 'all' ? null : [...scope],
    state ?? null,
    archived ?? null,
    cursor ?? null,
  ];
  const found = await rows<Row>(db, concertsSql, ...filter, pageSize + 1);
  const items = found.slice(0, pageSize).map(toItem);
  return { items, cursor: found.length > pageSize ? (items.at(-1)?.concertId ?? null) : null };
}

export interface StaffPerformance {
  performanceId: number;
  startsAt: string;
  endsAt: string;
  cancelledAt: string | null;
  movedAt: string | null;
  seats: SeatFields[];
}

export interface ConcertDetails extends StoredFields {
  concertId: number;
  state: ConcertState;
  archived: boolean;
  /** Version of the concert, its performances and their seats. */
  version: number;
  performances: StaffPerformance[];
  /** What a draft lacks before its publication; empty for other concerts. */
  lacking: Lacking[];
  /** Payments of the cancelled dates, and how many are refunded; null without a cancelled date. */
  cancellation: { refunded: number; total: number } | null;
}

/** Returns a concert in any state. All parts are of one version. Refusal: NOT_FOUND. */
export function getConcert(db: Db, concertId: number): Promise<ConcertDetails> {
  return serializable(db, async (tx) => {
    const [row] = await rows<Row>(tx, concertsSql, [concertId], null, null, null, 1);
    const { state, archived, version } = row ?? refuse('NOT_FOUND');
    const fields = await tx.concert.findUniqueOrThrow({
      where: { id: concertId },
      select: fieldColumns,
    });
    return {
      ...fieldsOf(fields),
      concertId,
      state,
      archived,
      version,
      performances: await performancesOf(tx, concertId),
      lacking: state === 'DRAFT' ? await lackingOf(tx, concertId) : [],
      cancellation: await cancellationOf(tx, concertId),
    };
  });
}

async function cancellationOf(tx: Tx, concertId: number): Promise<ConcertDetails['cancellation']> {
  const [found] = await rows<{ total: number; left: number }>(tx, progressSql, concertId);
  return found === undefined ? null : { refunded: found.total - found.left, total: found.total };
}

async function performancesOf(tx: Tx, concertId: number): Promise<StaffPerformance[]> {
  const found = await tx.performance.findMany({
    where: { concertId },
    orderBy: { startsAt: 'asc' },
    select: {
      id: true,
      startsAt: true,
      endsAt: true,
      cancelledAt: true,
      movedAt: true,
      seats: { orderBy: { number: 'asc' }, select: seatColumns },
    },
  });
  return found.map(({ id, startsAt, endsAt, cancelledAt, movedAt, seats }) => ({
    performanceId: id,
    startsAt: startsAt.toISOString(),
    endsAt: endsAt.toISOString(),
    cancelledAt: cancelledAt?.toISOString() ?? null,
    movedAt: movedAt?.toISOString() ?? null,
    seats: seats.map(fieldsOfSeat),
  }));
}
