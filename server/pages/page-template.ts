import { constants, crc32, deflateRawSync } from 'node:zlib';

/** A page that was rendered once and is given out many times, each time with a nonce of that answer's own. */
export interface PageTemplate {
  /** What the answer's Link header says. */
  link(nonce: string): string;
  plain(nonce: string): Buffer;
  /** The same by gzip: compressed when it was kept, and only put together around the nonce. */
  gzip(nonce: string): Buffer;
}

// What says that deflated bytes follow, and a last block with nothing in it (RFC 1952, 1951).
const gzipHead = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff]);
const lastBlock = Buffer.from([3, 0]);

/**
 * Cuts a page at the nonce that it was rendered with. That one must be of letters and digits only, so that no escaping has changed
 * it anywhere, and made for this rendering alone, so that nothing that somebody has written into the page can be taken for it.
 */
export function createPageTemplate(
  { html, link }: { html: string; link: string },
  renderedWith: string,
): PageTemplate {
  const links = link.split(renderedWith);
  const plain = html.split(renderedWith).map((text) => Buffer.from(text));
  if (plain.length === 1) throw new Error('a page was rendered without its nonce');
  // Each by itself and up to a byte's end: nothing in one refers back to another, over a place where any nonce may stand.
  const deflated = plain.map((piece) =>
    deflateRawSync(piece, { level: 9, finishFlush: constants.Z_FULL_FLUSH }),
  );
  return {
    link: (nonce) => links.join(nonce),
    plain: (nonce) => Buffer.concat(joined(plain, Buffer.from(nonce))),
    gzip: (nonce) => {
      const pieces = joined(plain, Buffer.from(nonce)); // never put together: that would cost more than all the rest
      const tail = Buffer.alloc(8);
      tail.writeUInt32LE(pieces.reduce((crc, piece) => crc32(piece, crc), 0));
      tail.writeUInt32LE(
        pieces.reduce((bytes, { length }) => bytes + length, 0),
        4,
      );
      return Buffer.concat([gzipHead, ...joined(deflated, storedBlock(nonce)), lastBlock, tail]);
    },
  };
}

/** The pieces, with this between each two. */
const joined = (pieces: Buffer[], between: Buffer) =>
  pieces.flatMap((piece, at) => (at === 0 ? [piece] : [between, piece]));

/** A block of deflate that holds its bytes as they are. */
function storedBlock(text: string): Buffer {
  const bytes = Buffer.from(text);
  const head = Buffer.alloc(5);
  head.writeUInt16LE(bytes.length, 1);
  head.writeUInt16LE(0xffff - bytes.length, 3);
  return Buffer.concat([head, bytes]);
}
