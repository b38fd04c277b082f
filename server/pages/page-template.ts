import { constants, crc32, deflateRawSync } from 'node:zlib';

/**
 * A page that Next renders once and the app server sends many times, each time with a new nonce.
 */
export interface PageTemplate {
  /** Returns the Link header, which contains the nonce. */
  link(nonce: string): string;
  plain(nonce: string): Buffer;
  /**
   * Returns the page in gzip format, by joining compressed pieces around the nonce: no response
   * compresses the page again.
   */
  gzip(nonce: string): Buffer;
}

// A gzip header for deflated bytes (RFC 1952), and an empty last block (RFC 1951).
const gzipHead = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff]);
const lastBlock = Buffer.from([3, 0]);

/**
 * Splits a page at `renderedWith`, the nonce of its rendering. `renderedWith` must consist of
 * letters and digits, so that no escaping changes it. `renderedWith` must be new for each
 * rendering, so that no text of a user equals it.
 */
export function createPageTemplate(
  { html, link }: { html: string; link: string },
  renderedWith: string,
): PageTemplate {
  const links = link.split(renderedWith);
  const plain = html.split(renderedWith).map((text) => Buffer.from(text));
  if (plain.length === 1) throw new Error('a page was rendered without its nonce');
  // Deflates each piece separately and up to a byte boundary, so that no piece refers to bytes
  // before a nonce.
  const deflated = plain.map((piece) =>
    deflateRawSync(piece, { level: 9, finishFlush: constants.Z_FULL_FLUSH }),
  );
  return {
    link: (nonce) => links.join(nonce),
    plain: (nonce) => Buffer.concat(joined(plain, Buffer.from(nonce))),
    gzip: (nonce) => {
      // Computes the checksum and the length piece by piece, because one concatenation would cost
      // more than all other steps.
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

/** Inserts `between` after each piece except the last. */
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
