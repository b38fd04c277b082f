import path from 'node:path';
import { Worker } from 'node:worker_threads';
import pLimit from 'p-limit';
import type { Language } from '../config/languages.schema.ts';
import { refuse, tryAgain } from '../errors/refusal.ts';
import type { ReservationDetails } from '../reservation/reservation.ts';
import type { Ticket } from '../ticket/ticket.ts';
import type { TicketSheet } from './pdf.ts';

export { applePass } from './apple-pass.ts';
export { googleWalletLink } from './google-wallet.ts';

const making = pLimit(1);
const waitingMax = 16;
const pdfMsMax = 20_000;
const workerFile = path.join(import.meta.dirname, 'pdf-worker.ts');

/**
 * Returns the valid tickets of a reservation as a PDF, one at a time and outside the server's thread.
 * Refusals: NOT_FOUND without a valid ticket, TRY_AGAIN if 16 others wait.
 */
export function ticketsPdf(
  reservation: ReservationDetails,
  language: Language,
): Promise<Uint8Array> {
  const tickets = reservation.tickets.filter(isValid);
  if (tickets.length === 0) refuse('NOT_FOUND');
  if (making.pendingCount >= waitingMax) throw tryAgain(new Error('too many PDFs wait'));
  const { texts, startsAt, holder } = reservation;
  const title = texts.title[language] ?? texts.title.ko;
  const venue = texts.venue[language] ?? texts.venue.ko;
  return making(() => inWorker({ language, title, venue, startsAt, holder, tickets }));
}

const isValid = (ticket: Ticket): ticket is Ticket & { token: string; shortCode: string } =>
  ticket.token !== null && ticket.shortCode !== null;

async function inWorker(sheet: TicketSheet): Promise<Uint8Array> {
  const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>();
  const worker = new Worker(workerFile, { workerData: sheet, env: {} });
  worker.once('message', resolve);
  worker.once('error', reject);
  worker.once('exit', () => reject(new Error('the PDF worker ended without a PDF')));
  const overdue = setTimeout(() => reject(new Error('the PDF took too long')), pdfMsMax);
  try {
    return await promise;
  } finally {
    clearTimeout(overdue);
    await worker.terminate();
  }
}
