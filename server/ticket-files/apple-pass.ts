import { readFileSync } from 'node:fs';
import path from 'node:path';
import { PassType, PKPass } from 'passkit-generator';
import { env } from '../config/env.ts';
import type { Language } from '../config/languages.schema.ts';
import { refuse } from '../errors/refusal.ts';
import type { ReservationDetails } from '../reservation/reservation.ts';
import { startText, ticketTexts } from './texts.ts';

const publicFolder = path.join(import.meta.dirname, '..', '..', 'public');

/**
 * Returns a signed pass of a valid ticket for Apple Wallet. A new code of the ticket has the same
 * serial number, so that a later pass replaces the earlier one. Refusals: NOT_FOUND without the keys,
 * and for another or a void ticket.
 */
export function applePass(
  reservation: ReservationDetails,
  ticketId: number,
  language: Language,
): Buffer {
  const { APPLE_PASS: keys } = env();
  const ticket = reservation.tickets.find((each) => each.ticketId === ticketId);
  if (keys === undefined || ticket?.token == null) return refuse('NOT_FOUND');
  const texts = ticketTexts[language];
  const title = reservation.texts.title[language] ?? reservation.texts.title.ko;
  const venue = reservation.texts.venue[language] ?? reservation.texts.venue.ko;
  const { wwdr, certificate, key } = keys;
  const icon = readFileSync(path.join(publicFolder, 'icon-192.png'));
  const pass = new PKPass(
    { 'icon.png': icon, 'icon@2x.png': icon, 'logo.png': icon },
    { wwdr, signerCert: certificate, signerKey: key },
    {
      formatVersion: 1,
      passTypeIdentifier: keys.passTypeId,
      teamIdentifier: keys.teamId,
      serialNumber: `${reservation.calendar.uid}-${String(ticketId)}`,
      organizationName: 'Jari',
      description: texts.title(title),
      sharingProhibited: true,
    },
  );
  const fields = new PassType('eventTicket');
  pass.setRelevantDate(new Date(reservation.startsAt));
  fields.primaryFields.push({ key: 'concert', label: '', value: title });
  fields.secondaryFields.push(
    { key: 'date', label: texts.date, value: startText(language, reservation.startsAt) },
    { key: 'seat', label: texts.seatLabel, value: texts.seat(ticket.seat, ticket.grade) },
  );
  fields.auxiliaryFields.push(
    { key: 'venue', label: texts.venue, value: venue },
    { key: 'holder', label: texts.holder, value: reservation.holder },
  );
  pass.types.push(fields);
  pass.setBarcodes({
    format: 'PKBarcodeFormatQR',
    message: ticket.token,
    messageEncoding: 'iso-8859-1',
    altText: ticket.shortCode ?? '',
  });
  return pass.getAsBuffer();
}
