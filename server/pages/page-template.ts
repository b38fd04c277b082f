import { constants, crc32, deflateRawSync } from 'node:zlib';

/** Page that Next renders once and the app server sends with a new nonce in each response. */
export interface PageTemplate {
  /** Returns the Link header for a response with this nonce. */
  link(nonce: string): string;
  plain(nonce: string): Buffer;
  /** Joins compressed pieces around the nonce, so that no response compresses the page again. */
  gzip(nonce: string): Buffer;
}

// Header of a gzip file (RFC 1952), and an empty final deflate block (RFC 1951).
const gzipHead = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff]);
const lastBlock = Buffer.from([3, 0]);

/**
 * Splits a page at `renderedWith`, the nonce of its rendering. `renderedWith` must consist of
 * letters and digits, so that no escaping changes the nonce. Each rendering needs a new nonce, so
 * that no user's text can contain the nonce.
 */
export function createPageTemplate(
  { html, link }: { html: string; link: string },
  renderedWith: string,
): PageTemplate {
  const links = link.split(renderedWith);
  const plain = html.split(renderedWith).map((text) => Buffer.from(text));
  if (plain.length === 1) throw new Error('a page was rendered without its nonce');
  // Deflates each piece separately, so that no piece refers to bytes before a nonce. Z_FULL_FLUSH
  // ends each piece at a byte boundary.
  const deflated = plain.map((piece) =>
    deflateRawSync(piece, { level: 9, finishFlush: constants.Z_FULL_FLUSH }),
  );
  return {
    link: (nonce) => links.join(nonce),
    plain: (nonce) => Buffer.concat(joined(plain, Buffer.from(nonce))),
    gzip: (nonce) => {
      // Computes the checksum and the length piece by piece, because concatenating the pieces would
      // cost more than all other steps.
      const pieces = joined(plain, Buffer.from(nonce));
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

/** Inserts `between` between adjacent pieces. */
const joined = (pieces: Buffer[], between: Buffer) =>
  pieces.flatMap((piece, at) => (at === 0 ? [piece] : [between, piece]));

/** Returns a deflate block that stores the text uncompressed. */
function storedBlock(text: string): Buffer {
  const bytes = Buffer.from(text);
  const head = Buffer.alloc(5);
  head.writeUInt16LE(bytes.length, 1);
  head.writeUInt16LE(0xffff - bytes.length, 3);
  return Buffer.concat([head, bytes]);
}
