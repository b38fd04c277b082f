import { createSigner } from 'fast-jwt';
import { env } from '../config/env.ts';
import type { Language } from '../config/languages.schema.ts';
import { refuse } from '../errors/refusal.ts';
import type { ReservationDetails } from '../reservation/reservation.ts';
import { ticketTexts } from './texts.ts';

/**
 * Returns the address that saves a valid ticket in Google Wallet: a JWT by the service account, with
 * the ticket. Refusals: NOT_FOUND without the keys, and for another or a void ticket.
 */
export function googleWalletLink(
  reservation: ReservationDetails,
  ticketId: number,
  language: Language,
): string {
  const { GOOGLE_WALLET: keys } = env();
  const ticket = reservation.tickets.find((each) => each.ticketId === ticketId);
  if (keys === undefined || ticket?.token == null) return refuse('NOT_FOUND');
  const text = (value: string) => ({ defaultValue: { language, value } });
  const inLanguage = ({ ko, ...others }: { ko: string; en?: string | undefined }) =>
    language === 'ko' ? ko : (others.en ?? ko);
  const classId = `${keys.issuerId}.performance-${String(reservation.performanceId)}`;
  const eventTicketClass = {
    id: classId,
    issuerName: 'Jari',
    reviewStatus: 'UNDER_REVIEW',
    eventName: text(inLanguage(reservation.texts.title)),
    venue: { name: text(inLanguage(reservation.texts.venue)), address: text('Seoul') },
    dateTime: { start: reservation.startsAt, end: reservation.endsAt },
  };
  const eventTicketObject = {
    id: `${keys.issuerId}.ticket-${String(ticketId)}`,
    classId,
    state: 'ACTIVE',
    ticketHolderName: reservation.holder,
    ticketNumber: String(ticketId),
    seatInfo: { seat: text(ticketTexts[language].seat(ticket.seat, ticket.grade)) },
    barcode: { type: 'QR_CODE', value: ticket.token, alternateText: ticket.shortCode },
  };
  const sign = createSigner({ algorithm: 'RS256', key: keys.privateKey });
  const token = sign({
    iss: keys.clientEmail,
    aud: 'google',
    typ: 'savetowallet',
    payload: {
      eventTicketClasses: [eventTicketClass],
      eventTicketObjects: [eventTicketObject],
    },
  });
  return `https://pay.google.com/gp/v/save/${token}`;
}
