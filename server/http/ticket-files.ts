import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { type Language, languages } from '../config/languages.schema.ts';
import { issuesOf } from '../errors/issues.ts';
import { refuse } from '../errors/refusal.ts';
import { rateLimit } from '../rate-limit/rate-limit.ts';
import { createContext } from '../request/context.ts';
import type { Credentials } from '../request/credentials.ts';
import { refuseForeignDownload } from '../request/csrf.ts';
import { partsOf, queryOf, type Route } from '../request/messages.ts';
import { toClientRequest } from '../request/request.ts';
import { reservationOf, type ReservationDetails } from '../reservation/reservation.ts';
import { applePass, googleWalletLink, ticketsPdf } from '../ticket-files/ticket-files.ts';
import { schedule } from './scheduler.ts';

const filePath =
  /^(?:\/api)?\/reservations\/([1-9]\d{0,9})\/(?:(tickets\.pdf)|([1-9]\d{0,9})(\.pkpass|\/google-wallet))$/;
const idMax = 2_147_483_647;

const fileQuery = z.strictObject({ language: z.enum(languages).default('ko') });

/** A file, or an address to which the browser goes. */
interface Answer {
  type: string;
  name: string;
  bytes: Uint8Array;
}
type Make = (reservation: ReservationDetails, language: Language) => Promise<Answer | string>;

/** Routes of the files of a reservation's tickets, for its owner. */
export function ticketFileRoutes(path: string): Route[] {
  const [, number, pdf, ticket, kind] = filePath.exec(path) ?? [];
  const [reservationId, ticketId] = [Number(number), Number(ticket ?? 1)];
  if (number === undefined || reservationId > idMax || ticketId > idMax) return [];
  const make = pdf === undefined ? (kind === '.pkpass' ? pass : walletLink) : allTickets;
  return [
    {
      method: 'GET',
      answer: (req, res, by) => sendFile(reservationId, make(ticketId), req, res, by),
    },
  ];
}

const allTickets = (): Make => async (reservation, language) => ({
  type: 'application/pdf',
  name: `jari-${String(reservation.reservationId)}.pdf`,
  bytes: await ticketsPdf(reservation, language),
});
const pass =
  (ticketId: number): Make =>
  (reservation, language) =>
    Promise.resolve({
      type: 'application/vnd.apple.pkpass',
      name: `jari-${String(ticketId)}.pkpass`,
      bytes: applePass(reservation, ticketId, language),
    });
const walletLink =
  (ticketId: number): Make =>
  (reservation, language) =>
    Promise.resolve(googleWalletLink(reservation, ticketId, language));

/**
 * Sends a file to the reservation's owner. Refusals: NOT_SIGNED_IN, CROSS_SITE, BAD_INPUT, NOT_FOUND,
 * TOO_MANY_REQUESTS, TRY_AGAIN.
 */
async function sendFile(
  reservationId: number,
  make: Make,
  req: IncomingMessage,
  res: ServerResponse,
  credentials: Credentials,
): Promise<void> {
  const { method = 'GET', socket } = req;
  const request = toClientRequest(req, res);
  const context = createContext(request, credentials);
  const { reservation, language } = await schedule(
    ['ticketFile'],
    { method, socket, credentials },
    async () => {
      const userId = (await context.identify()) ?? refuse('NOT_SIGNED_IN');
      refuseForeignDownload(request);
      const parsed = fileQuery.safeParse(queryOf(partsOf(req.url ?? '').query));
      if (!parsed.success) return refuse('BAD_INPUT', { issues: issuesOf(parsed.error) });
      await rateLimit(context, 'ticketFile', userId);
      const reservation = await reservationOf(context.db, userId, reservationId);
      return { reservation, language: parsed.data.language };
    },
  );
  // Each file contains codes that open the door.
  const uncached = { 'cache-control': 'private, no-store' };
  const made = await make(reservation, language);
  if (typeof made === 'string') {
    res.writeHead(302, { ...uncached, location: made, 'referrer-policy': 'no-referrer' }).end();
    return;
  }
  res.writeHead(200, {
    ...uncached,
    'content-type': made.type,
    'content-length': made.bytes.length,
    'content-disposition': `attachment; filename="${made.name}"`,
  });
  res.end(method === 'HEAD' ? undefined : made.bytes);
}
