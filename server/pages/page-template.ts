import { constants, crc32, deflateRawSync } from 'node:zlib';

/** A page that is rendered once and sent many times, each time with a new nonce. */
export interface PageTemplate {
  /** The value of the response's Link header. */
  link(nonce: string): string;
  plain(nonce: string): Buffer;
  /**
   * The page by gzip. Its pieces are compressed once; each response only joins them around the
   * nonce.
   */
  gzip(nonce: string): Buffer;
}

// A gzip header for deflated bytes (RFC 1952), and an empty last block (RFC 1951).
const gzipHead = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff]);
const lastBlock = Buffer.from([3, 0]);

/**
 * Splits a page at the nonce that it was rendered with. The nonce must consist of letters and
 * digits, so that no escaping changes it. It must be new for this rendering, so that no text of a
 * user equals it.
 */
export function createPageTemplate(
  { html, link }: { html: string; link: string },
  renderedWith: string,
): PageTemplate {
  const links = link.split(renderedWith);
  const plain = html.split(renderedWith).map((text) => Buffer.from(text));
  if (plain.length === 1) throw new Error('a page was rendered without its nonce');
  // Each piece is deflated separately to a byte boundary, so that no piece refers back across a
  // nonce.
  const deflated = plain.map((piece) =>
    deflateRawSync(piece, { level: 9, finishFlush: constants.Z_FULL_FLUSH }),
  );
  return {
    link: (nonce) => links.join(nonce),
    plain: (nonce) => Buffer.concat(joined(plain, Buffer.from(nonce))),
    gzip: (nonce) => {
      // sum by piece: one concatenation would cost more than all other steps
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

/** The pieces, with `between` after each but the last. */
const joined = (pieces: Buffer[], between: Buffer) =>
  pieces.flatMap((piece, at) => (at === 0 ? [piece] : [between, piece]));

/** A deflate block that stores its bytes uncompressed. */
function storedBlock(text: string): Buffer {
  const bytes = Buffer.from(text);
  const head = Buffer.alloc(5);
  head.writeUInt16LE(bytes.length, 1);
  head.writeUInt16LE(0xffff - bytes.length, 3);
  return Buffer.concat([head, bytes]);
}
