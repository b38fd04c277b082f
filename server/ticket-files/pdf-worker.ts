// Makes one PDF and ends. server/ticket-files/ticket-files.ts starts this file as a thread: a PDF takes
// about 300 ms of processor time, in which the server's own thread could answer no poll.
import { parentPort, workerData } from 'node:worker_threads';
import { ticketPdf, type TicketSheet } from './pdf.ts';

const pdf = await ticketPdf(workerData as TicketSheet);
parentPort?.postMessage(new Uint8Array(pdf));
