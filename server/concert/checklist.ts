import { openingProblems, openingTimes } from '../catalog/catalog.ts';
import { loadSql } from '../database/load-sql.ts';
import { rows, type Tx } from '../database/transaction.ts';
import { refuse } from '../errors/refusal.ts';
import { type ConcertTexts, textsOf } from '../schema/texts.schema.ts';
import { type Lacking, lackingWords } from './concert.schema.ts';

const datesSql = loadSql(import.meta.url, './sql/dates-to-check.sql');

interface Dates {
  dates: number;
  past: number;
  withoutSeats: number;
  isClosed: boolean;
}

/** Returns everything that a concert lacks before its publication, in the order of lackingWords. */
export async function lackingOf(tx: Tx, concertId: number): Promise<Lacking[]> {
  const found = await tx.concert.findUnique({
    where: { id: concertId },
    select: { texts: true, posterId: true },
  });
  const { texts, posterId } = found ?? refuse('NOT_FOUND');
  const [dates] = await rows<Dates>(tx, datesSql, concertId);
  const lacking = new Set<Lacking>([
    ...lackingTexts(textsOf(texts)),
    ...(posterId === null ? ['poster' as const] : []),
    ...lackingDates(dates ?? refuse('NOT_FOUND')),
    ...openingProblems(await openingTimes(tx, concertId)),
  ]);
  return lackingWords.filter((word) => lacking.has(word));
}

const isMissing = (text: string | undefined) => text === undefined || text === '';

function lackingTexts({ title, venue, description, notices }: ConcertTexts): Lacking[] {
  return [
    ...(isMissing(title.en) ? ['titleEn' as const] : []),
    ...(isMissing(venue.en) ? ['venueEn' as const] : []),
    ...(isMissing(description.ko) ? ['descriptionKo' as const] : []),
    ...(isMissing(description.en) ? ['descriptionEn' as const] : []),
    ...(!isMissing(notices.ko) && isMissing(notices.en) ? ['noticesEn' as const] : []),
  ];
}

function lackingDates({ dates, past, withoutSeats, isClosed }: Dates): Lacking[] {
  return [
    ...(dates === 0 ? ['dates' as const] : []),
    ...(past > 0 ? ['futureDates' as const] : []),
    ...(withoutSeats > 0 ? ['seats' as const] : []),
    ...(isClosed ? ['closing' as const] : []),
  ];
}
