import type { Db } from '../database/db.ts';
import { loadSql } from '../database/load-sql.ts';
import { rows, serializable, type Tx } from '../database/transaction.ts';
import { refuse } from '../errors/refusal.ts';
import { lockBuyer } from '../seating/seating.ts';
import { type JoinWaitlistInput, narrows, type Terms } from './waitlist.schema.ts';
import { lockWaitlist } from './wish.ts';

const saleSql = loadSql(import.meta.url, './sql/sale-settings.sql');
const knownSql = loadSql(import.meta.url, './sql/known-choices.sql');
const datesSql = loadSql(import.meta.url, './sql/suitable-dates.sql');
const openWishSql = loadSql(import.meta.url, './sql/open-wish.sql');
const addSql = loadSql(import.meta.url, './sql/add-wish.sql');
const changeSql = loadSql(import.meta.url, './sql/change-wish.sql');
const markSql = loadSql(import.meta.url, './sql/mark-waited.sql');

/**
 * Adds the user's wish to a concert's waitlist, or changes it. The rank stays only if the change
 * narrows the wish. Refusals: NOT_FOUND (unknown concert, date or grade), SALE_NOT_OPEN, SALE_CLOSED,
 * SEAT_LIMIT, OFFER_OPEN, SEATS_FREE (one date has enough suitable seats in general sale).
 */
export function joinWaitlist(
  db: Db,
  userId: string,
  input: JoinWaitlistInput,
): Promise<{ waitlistId: number; rank: number }> {
  return serializable(db, async (tx) => {
    const { concertId } = input;
    const terms = termsOf(input);
    const [found] = await rows<Sale>(tx, saleSql, concertId);
    const sale = found ?? refuse('NOT_FOUND');
    await assertKnown(tx, concertId, terms);
    if (sale.isOver) refuse('SALE_CLOSED');
    if (!sale.hasOpened) refuse('SALE_NOT_OPEN', { opensAt: sale.opensAt.toISOString() });
    const number = await lockWaitlist(tx, concertId);
    const { seatsPaid } = await lockBuyer(tx, userId, concertId);
    if (terms.party + seatsPaid > sale.maxSeats) refuse('SEAT_LIMIT', { limit: sale.maxSeats });
    const [open] = await rows<OpenWish>(tx, openWishSql, userId, concertId);
    if (open?.status === 'OFFERED')
      refuse('OFFER_OPEN', { reservationId: open.reservationId ?? refuse('INTERNAL') });
    await assertSeatsLacking(tx, concertId, terms);
    const waitlistId = await write(tx, { concertId, userId, number, terms, open });
    await tx.$executeRawUnsafe(markSql, waitlistId);
    return { waitlistId, rank: await rankOf(tx, waitlistId) };
  });
}

interface Sale {
  opensAt: Date;
  hasOpened: boolean;
  isOver: boolean;
  maxSeats: number;
}

interface OpenWish extends Terms {
  wishId: number;
  number: number;
  status: 'WAITING' | 'OFFERED';
  reservationId: number | null;
}

const termsOf = (input: JoinWaitlistInput): Terms => ({
  performances: input.performances === 'any' ? null : input.performances,
  grades: input.grades === 'any' ? null : input.grades,
  party: input.party,
  together: input.together,
  priceMax: input.priceMax ?? null,
});

async function assertKnown(tx: Tx, concertId: number, { performances, grades }: Terms) {
  const [known] = await rows<{ dates: number; grades: number }>(
    tx,
    knownSql,
    concertId,
    performances,
    grades,
  );
  if (performances !== null && known?.dates !== performances.length) refuse('NOT_FOUND');
  if (grades !== null && known?.grades !== grades.length) refuse('NOT_FOUND');
}

/** Refuses terms that one date satisfies in general sale, and terms that no seat can satisfy. */
async function assertSeatsLacking(
  tx: Tx,
  concertId: number,
  { performances, grades, priceMax, party }: Terms,
): Promise<void> {
  const dates = await rows<{ seats: number; free: number }>(
    tx,
    datesSql,
    concertId,
    performances,
    grades,
    priceMax,
    true,
  );
  if (dates.length === 0) {
    const all = await rows(tx, datesSql, concertId, performances, null, null, true);
    refuse(all.length === 0 ? 'SALE_CLOSED' : 'NOT_FOUND');
  }
  if (dates.some(({ free }) => free >= party)) refuse('SEATS_FREE');
  if (dates.every(({ seats }) => seats < party)) refuse('NOT_FOUND');
}

interface NewWish {
  concertId: number;
  userId: string;
  number: number;
  terms: Terms;
  open: OpenWish | undefined;
}

async function write(tx: Tx, { concertId, userId, number, terms, open }: NewWish): Promise<number> {
  const { performances, grades, party, together, priceMax } = terms;
  const values = [performances, grades, party, together, priceMax];
  const [written] =
    open === undefined
      ? await rows<{ wishId: number }>(tx, addSql, concertId, userId, number, ...values)
      : await rows<{ wishId: number }>(
          tx,
          changeSql,
          open.wishId,
          narrows(open, terms) ? null : number,
          ...values,
        );
  return (written ?? refuse('INTERNAL')).wishId;
}

async function rankOf(tx: Tx, id: number): Promise<number> {
  const { concertId, number } = await tx.wish.findUniqueOrThrow({
    where: { id },
    select: { concertId: true, number: true },
  });
  const where = { concertId, status: 'WAITING' as const, number: { lt: number } };
  return 1 + (await tx.wish.count({ where }));
}
