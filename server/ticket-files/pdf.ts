import PDFDocument from 'pdfkit';
import { encode } from 'uqr';
import type { Language } from '../config/languages.schema.ts';
import { fallbackFont, mainFont, runsOf } from './font.ts';
import { startText, ticketTexts } from './texts.ts';

/** Content of a PDF of tickets, in one language. */
export interface TicketSheet {
  language: Language;
  title: string;
  venue: string;
  startsAt: string;
  holder: string;
  tickets: { ticketId: number; seat: number; grade: string; token: string; shortCode: string }[];
}

type Doc = PDFKit.PDFDocument;
const margin = 36;
const qrSide = 190;

/**
 * Makes a tagged PDF (PDF/UA) with one ticket per page, which a screen reader reads in order and from
 * which text can be copied. Embeds only the glyphs that the tickets need.
 */
export async function ticketPdf(sheet: TicketSheet): Promise<Buffer> {
  const texts = ticketTexts[sheet.language];
  const doc = new PDFDocument({
    size: 'A5',
    margin,
    autoFirstPage: false,
    pdfVersion: '1.7',
    // The package's types lack this value.
    subset: 'PDF/UA' as 'PDF/A-2a',
    tagged: true,
    lang: sheet.language,
    displayTitle: true,
    info: { Title: texts.title(sheet.title), Creator: 'Jari', Producer: 'Jari' },
    // The library's own fonts have no Korean, and a PDF/UA file must embed every font.
    font: null as unknown as string,
  });
  doc.registerFont('main', mainFont().bytes);
  const chunks: Buffer[] = [];
  doc.on('data', (chunk: Buffer) => chunks.push(chunk));
  const ended = new Promise((resolve) => doc.once('end', resolve));
  const root = doc.struct('Document');
  doc.addStructure(root);
  for (const ticket of sheet.tickets) drawTicket(doc, root, sheet, ticket);
  root.end();
  doc.end();
  await ended;
  return Buffer.concat(chunks);
}

function drawTicket(
  doc: Doc,
  root: PDFKit.PDFStructureElement,
  sheet: TicketSheet,
  { ticketId, seat, grade, token, shortCode }: TicketSheet['tickets'][number],
): void {
  const texts = ticketTexts[sheet.language];
  doc.addPage();
  const section = doc.struct('Sect');
  root.add(section);
  const add = (tag: string, text: string, size: number) =>
    section.add(doc.struct(tag, {}, () => write(doc, text, size)));
  add('H1', sheet.title, 18);
  add('P', `${texts.date} ${startText(sheet.language, sheet.startsAt)}`, 11);
  add('P', `${texts.venue} ${sheet.venue}`, 11);
  add('H2', texts.seat(seat, grade), 24);
  section.add(doc.struct('Figure', { alt: texts.qr(seat) }, () => drawQr(doc, token)));
  add('P', `${texts.shortCode} ${shortCode.slice(0, 5)} ${shortCode.slice(5)}`, 16);
  add('P', `${texts.holder} ${sheet.holder}`, 12);
  add('P', `${texts.number} ${String(ticketId)}`, 10);
  add('P', texts.foot, 9);
  section.end();
}

/** Writes a paragraph whose characters all have a glyph. */
function write(doc: Doc, text: string, size: number): void {
  const runs = runsOf(text);
  doc.fontSize(size);
  runs.forEach(({ text: run, isFallback }, at) => {
    if (isFallback) doc.registerFont('fallback', fallbackFont().bytes);
    doc.font(isFallback ? 'fallback' : 'main');
    doc.text(run, { continued: at < runs.length - 1, align: 'left' });
  });
  doc.moveDown(0.4);
}

/** Draws the modules as one path, each run of dark ones as a rectangle, and moves below it. */
function drawQr(doc: Doc, text: string): void {
  const { size, data } = encode(text, { ecc: 'M', border: 2 });
  const { x, y } = doc;
  const side = qrSide / size;
  data.forEach((row, line) =>
    row.forEach((dark, column) => {
      if (dark && row[column - 1] !== true) {
        const end = row.indexOf(false, column);
        const width = (end === -1 ? row.length : end) - column;
        doc.rect(x + column * side, y + line * side, width * side, side);
      }
    }),
  );
  doc.fill('black');
  doc.x = x;
  doc.y = y + qrSide + 6;
}
