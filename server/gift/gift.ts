import type { Db } from '../database/db.ts';
import { withIdempotency } from '../database/idempotency.ts';
import { loadSql } from '../database/load-sql.ts';
import { rows, serializable, type Tx } from '../database/transaction.ts';
import { refuse } from '../errors/refusal.ts';
import type { RefusalDetails } from '../errors/refusal-details.schema.ts';
import type { GiftState } from '../generated/prisma/enums.ts';
import { recordNotice } from '../notice/notice.ts';
import { type ConcertTexts, textsOf } from '../schema/texts.schema.ts';
import { lockBuyer } from '../seating/seating.ts';
import type { GiveInput } from './gift.schema.ts';

const ticketToGiveSql = loadSql(import.meta.url, './sql/ticket-to-give.sql');
const createGiftSql = loadSql(import.meta.url, './sql/create-gift.sql');
const giftSql = loadSql(import.meta.url, './sql/gift.sql');
const acceptGiftSql = loadSql(import.meta.url, './sql/accept-gift.sql');
const eraseAddressSql = loadSql(import.meta.url, './sql/erase-address.sql');
const closeGiftSql = loadSql(import.meta.url, './sql/close-gift.sql');
const giftsToAcceptSql = loadSql(import.meta.url, './sql/gifts-to-accept.sql');

const listedMax = 100;

type Closed = RefusalDetails<'TICKET_CLOSED'>['reason'] | null;

interface TicketToGive {
  reservationId: number;
  concertId: number;
  performanceId: number;
  seat: number;
  ownEmail: string;
  openGiftId: number | null;
  closed: Closed;
  isOffered: boolean;
  lone: number[];
}

/**
 * Offers a ticket to an e-mail address for 72 hours. Nothing else changes until the account of the
 * address accepts. The reply and its time do not depend on the existence of that account. Refusals:
 * NOT_FOUND for another user's ticket, BAD_INPUT for the own address, OFFERED, TICKET_CLOSED, COMPANION for a
 * wheelchair seat or companion seat that the other seat needs, GIFT_OPEN, IDEMPOTENCY_MISMATCH.
 */
export function give(
  db: Db,
  userId: string,
  { ticketId, email, idempotencyKey: key }: GiveInput,
): Promise<{ giftId: number }> {
  const call = { userId, operation: 'GIVE' as const, key, request: { ticketId, email } };
  return withIdempotency(db, call, async (tx) => {
    const { concertId } = await ticketToGive(tx, userId, ticketId);
    await lockBuyer(tx, userId, concertId);
    const ticket = await ticketToGive(tx, userId, ticketId);
    const { reservationId, performanceId, seat, ownEmail, openGiftId, closed, lone } = ticket;
    if (email === ownEmail) refuse('BAD_INPUT', { issues: [{ path: 'email', message: 'own' }] });
    if (ticket.isOffered) refuse('OFFERED');
    if (closed !== null) refuse('TICKET_CLOSED', { reason: closed });
    if (lone.length > 0) refuse('COMPANION', { seats: lone });
    if (openGiftId !== null) refuse('GIFT_OPEN');
    const of = [concertId, performanceId, seat];
    const [gift] = await rows<{ giftId: number }>(
      tx,
      createGiftSql,
      ticketId,
      reservationId,
      email,
      ...of,
    );
    return gift ?? refuse('INTERNAL');
  });
}

async function ticketToGive(tx: Tx, userId: string, ticketId: number): Promise<TicketToGive> {
  const [ticket] = await rows<TicketToGive>(tx, ticketToGiveSql, ticketId, userId);
  return ticket ?? refuse('NOT_FOUND');
}

/** A result row of sql/gift.sql. */
interface Gift {
  giftId: number;
  isGiver: boolean;
  isVerified: boolean;
  state: GiftState;
  ticketId: number;
  seat: number;
  reservationId: number;
  giverId: string;
  concertId: number;
  performanceId: number;
  addresseeId: string | null;
  receivedId: number | null;
  closed: Closed;
}

async function giftOf(tx: Tx, userId: string, giftId: number): Promise<Gift> {
  const [gift] = await rows<Gift>(tx, giftSql, giftId, userId);
  return gift ?? refuse('NOT_FOUND');
}

/**
 * Accepts a gift to the user's address, and returns the id of the reservation that then has the
 * ticket. One commit moves the ticket and voids its old code. A repetition returns the same id.
 * Refusals: NOT_FOUND for a gift to another address, EMAIL_NOT_VERIFIED, GIFT_CLOSED, TICKET_CLOSED,
 * SEAT_LIMIT.
 */
export function accept(db: Db, userId: string, giftId: number): Promise<number> {
  return serializable(db, async (tx) => {
    const gift = await giftOf(tx, userId, giftId);
    if (gift.isGiver) refuse('NOT_FOUND');
    // Otherwise the first person to sign up with another user's address would get the ticket.
    if (!gift.isVerified) refuse('EMAIL_NOT_VERIFIED');
    if (gift.receivedId !== null) return gift.receivedId;
    const seatsLeft = await lockBoth(tx, userId, gift);
    if (gift.state !== 'OPEN') refuse('GIFT_CLOSED', { state: gift.state });
    if (gift.closed !== null) refuse('TICKET_CLOSED', { reason: gift.closed });
    if (seatsLeft.count < 1) refuse('SEAT_LIMIT', { limit: seatsLeft.limit });
    const [moved] = await rows<{ reservationId: number }>(tx, acceptGiftSql, giftId, userId);
    // The gift's end passed between the statements.
    const { reservationId } = moved ?? refuse('GIFT_CLOSED', { state: 'EXPIRED' });
    await notifyGiver(tx, gift, 'GIFT_ACCEPTED');
    return reservationId;
  });
}

/**
 * Locks the buyer rows of giver and addressee, in the order of all statements that lock several.
 * Returns the number of seats that the addressee may still have, and the limit.
 */
async function lockBoth(
  tx: Tx,
  userId: string,
  { giverId, concertId }: Gift,
): Promise<{ count: number; limit: number }> {
  let left = { count: 0, limit: 0 };
  for (const id of [userId, giverId].sort()) {
    const { seatsHeld, seatsPaid, seatLimit } = await lockBuyer(tx, id, concertId);
    if (id === userId) left = { count: seatLimit - seatsHeld - seatsPaid, limit: seatLimit };
  }
  return left;
}

/**
 * Ends an open gift: its giver withdraws it, or its addressee declines it. A repetition changes
 * nothing. Refusals: NOT_FOUND for everyone else, GIFT_CLOSED for a gift that ended otherwise.
 */
export function returnGift(db: Db, userId: string, giftId: number): Promise<Record<string, never>> {
  return serializable(db, async (tx) => {
    const gift = await giftOf(tx, userId, giftId);
    const state = gift.isGiver ? 'WITHDRAWN' : 'DECLINED';
    if (gift.state === state) return {};
    if (gift.state !== 'OPEN') refuse('GIFT_CLOSED', { state: gift.state });
    if ((await tx.$executeRawUnsafe(closeGiftSql, giftId, state)) === 0)
      refuse('GIFT_CLOSED', { state: 'EXPIRED' });
    if (!gift.isGiver) await notifyGiver(tx, gift, 'GIFT_DECLINED');
    else if (gift.addresseeId !== null) await notifyAddressee(tx, gift, gift.addresseeId);
    return {};
  });
}

/** Ends the gifts from and to a user whose account is deleted, and removes the user's address. */
export async function eraseAddress(tx: Tx, userId: string, email: string): Promise<void> {
  await tx.$executeRawUnsafe(eraseAddressSql, userId, email);
}

/** The addressee has no right to the giver's reservation, so the notice names none. */
function notifyAddressee(tx: Tx, gift: Gift, userId: string): Promise<void> {
  const { giftId, concertId, performanceId, seat } = gift;
  const of = { concertId, performanceId, data: { giftId, seat } };
  return recordNotice(tx, { userId, kind: 'GIFT_WITHDRAWN', change: String(giftId), ...of });
}

function notifyGiver(
  tx: Tx,
  { giftId, giverId: userId, ticketId, seat, ...gift }: Gift,
  kind: 'GIFT_ACCEPTED' | 'GIFT_DECLINED',
): Promise<void> {
  const { concertId, performanceId, reservationId } = gift;
  return recordNotice(tx, {
    userId,
    kind,
    change: String(giftId),
    concertId,
    performanceId,
    reservationId,
    data: { giftId, ticketId, seat },
  });
}

/** A gift that the user can accept or decline. */
export interface GiftToAccept {
  giftId: number;
  /** Name of the giver. */
  from: string;
  texts: Pick<ConcertTexts, 'title' | 'venue'>;
  concertId: number;
  performanceId: number;
  startsAt: string;
  seat: number;
  grade: string;
  expiresAt: string;
}

/** Returns the first 100 open gifts to the user's address, the first to expire first. */
export async function giftsToAccept(db: Db, userId: string): Promise<GiftToAccept[]> {
  const found = await rows<
    Omit<GiftToAccept, 'texts' | 'startsAt' | 'expiresAt'> & {
      texts: unknown;
      startsAt: Date;
      expiresAt: Date;
    }
  >(db, giftsToAcceptSql, userId, listedMax);
  return found.map(({ texts, startsAt, expiresAt, ...gift }) => {
    const { title, venue } = textsOf(texts);
    const times = { startsAt: startsAt.toISOString(), expiresAt: expiresAt.toISOString() };
    return { ...gift, texts: { title, venue }, ...times };
  });
}
