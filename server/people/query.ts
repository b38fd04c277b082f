import { verifyTicket } from '../ticket/ticket.ts';

/** What a search text can name. A text may name numbers and people at once, such as `15`. */
export interface Sought {
  reservationId: number | null;
  ticketId: number | null;
  userId: string | null;
  /** Ranges of e-mail addresses and names, or null if the text cannot be one. */
  email: Range | null;
  name: Range | null;
}

/** All texts from `from` up to `to`, in the order of their code points. */
export interface Range {
  from: string;
  to: string;
}

const idMax = 2_147_483_647;
const highestCodePoint = '\u{10ffff}';
// Pages print "예매 번호 15", "Booking no. 15", "予約番号 15" and "订单号 15", and so for tickets.
const numberPattern =
  /^(?:(?<reservation>예매|예약|予約|订单|booking|reservation)|(?<ticket>티켓|チケット|票|ticket))?\s*(?:번호|番号|号|no\.?|number)?\s*[:#]?\s*(?<digits>\d{1,10})번?$/iu;
const uuidPattern = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const nothing: Sought = {
  reservationId: null,
  ticketId: null,
  userId: null,
  email: null,
  name: null,
};

/**
 * Reads a search text. Without `byBeginning`, only a whole e-mail address or name counts, so that
 * nobody can guess a masked one letter by letter.
 */
export function soughtBy(q: string, { byBeginning }: { byBeginning: boolean }): Sought {
  if (uuidPattern.test(q)) return { ...nothing, userId: q };
  const ticket = verifyTicket(q);
  if (ticket !== null) return { ...nothing, ticketId: ticket.ticketId };
  const { digits, reservation, ticket: ofTicket } = numberPattern.exec(q)?.groups ?? {};
  const number = digits === undefined || Number(digits) > idMax ? null : Number(digits);
  if (reservation !== undefined) return { ...nothing, reservationId: number };
  if (ofTicket !== undefined) return { ...nothing, ticketId: number };
  return {
    ...nothing,
    reservationId: number,
    ticketId: number,
    ...(byBeginning ? beginningOf(q) : wholeOf(q)),
  };
}

function beginningOf(q: string): Pick<Sought, 'email' | 'name'> {
  const name = q.normalize('NFC');
  return {
    email: { from: q, to: q + highestCodePoint },
    name: q.includes('@') ? null : { from: name, to: name + highestCodePoint },
  };
}

function wholeOf(q: string): Pick<Sought, 'email' | 'name'> {
  if (q.includes('@')) return { email: { from: q, to: q }, name: null };
  const name = q.normalize('NFC');
  return { email: null, name: { from: name, to: name } };
}
