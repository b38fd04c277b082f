import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { expect, test } from 'vitest';
import { fallbackFont, mainFont, runsOf } from './font.ts';
import { ticketPdf, type TicketSheet } from './pdf.ts';

const sheet: TicketSheet = {
  language: 'ko',
  title: '별 헤는 밤',
  venue: '한강 달빛',
  startsAt: '2030-12-14T10:00:00.000Z',
  holder: '김민수 · Zoë',
  tickets: [
    { ticketId: 71, seat: 12, grade: 'R', token: 'a.b.c', shortCode: '0123456789' },
    { ticketId: 72, seat: 13, grade: 'R', token: 'd.e.f', shortCode: 'ABCDEFGHJK' },
  ],
};

interface Node {
  role?: string;
  alt?: string;
  children?: Node[];
}
const rolesOf = ({ role, children = [] }: Node): string[] => [
  ...(role === undefined ? [] : [role]),
  ...children.flatMap(rolesOf),
];
const altsOf = ({ alt, children = [] }: Node): string[] => [
  ...(alt === undefined ? [] : [alt]),
  ...children.flatMap(altsOf),
];

/** Reads the PDF back with another library. */
async function readBack(pdf: Uint8Array) {
  const document = await getDocument({ data: new Uint8Array(pdf), verbosity: 0 }).promise;
  const pages = [];
  for (let number = 1; number <= document.numPages; number++) {
    const page = await document.getPage(number);
    const { items } = await page.getTextContent();
    const text = items.map((item) => ('str' in item ? item.str : '')).join('');
    const tree = (await page.getStructTree()) as Node;
    pages.push({ text, roles: rolesOf(tree), alts: altsOf(tree) });
  }
  const { info } = (await document.getMetadata()) as {
    info: { Title?: string; Language?: string };
  };
  // The package's types say an object.
  const mark = (await document.getMarkInfo()) as unknown as Map<string, boolean> | null;
  const isMarked = mark?.get('Marked') === true;
  return { pages, info, isMarked };
}

test('a PDF has one tagged page per ticket, whose Korean text can be selected', async () => {
  const { pages, info, isMarked } = await readBack(await ticketPdf(sheet));
  expect([pages.length, isMarked, info.Language, info.Title]).toEqual([
    2,
    true,
    'ko',
    '별 헤는 밤 티켓',
  ]);
  const [first, second] = pages;
  for (const part of ['별 헤는 밤', '한강 달빛', '12번 · R석', '01234 56789', '김민수 · Zoë', '71'])
    expect(first?.text).toContain(part);
  expect(first?.text).toContain('오후 7:00');
  expect(second?.text).toContain('ABCDE FGHJK');
  expect(first?.roles).toEqual(
    expect.arrayContaining(['Document', 'Sect', 'H1', 'H2', 'P', 'Figure']),
  );
  expect(first?.alts).toEqual(['12번 좌석의 입장 QR 코드']);
});

test('every character of a holder’s name has a glyph, and can be read back', async () => {
  const names = ['王小明 龘', 'さくら 桜', 'Ñandú ŻÓŁĆ', 'ไทย Ωμέγα Жук', '😀 𠀋', '한글'];
  for (const holder of names) {
    for (const { text, isFallback } of runsOf(holder))
      for (const character of text)
        expect({
          character,
          has: (isFallback ? fallbackFont() : mainFont()).has(character),
        }).toEqual({ character, has: true });
    const { pages } = await readBack(await ticketPdf({ ...sheet, holder }));
    expect(pages[0]?.text).toContain(holder.normalize('NFC'));
  }
});

test('a character without a glyph in any font is written as its number, and invisible ones are dropped', () => {
  expect(runsOf('a\u{10FFFD}b')).toEqual([{ text: 'aU+10FFFDb', isFallback: false }]);
  expect(
    runsOf('가\u200D나')
      .map(({ text }) => text)
      .join(''),
  ).toBe('가나');
});
