import sharp from 'sharp';
import { Refusal, refuse } from '../errors/refusal.ts';
import { posterHeightPerWidthMax, posterPixelsMax, posterWidths } from './poster.schema.ts';

// These settings hold for the process. One thread bounds the CPU and memory of an upload. The cache
// of libvips would keep pixels that nothing uses again.
sharp.concurrency(1);
sharp.cache(false);
// Blocks all decoders but those of the accepted formats. An SVG, for example, could name other
// files.
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({
  operation: ['Jpeg', 'Png', 'Webp', 'Heif'].map((format) => `VipsForeignLoad${format}Buffer`),
});

const webpQuality = 80;

export interface EncodedSize {
  width: number;
  height: number;
  bytes: Uint8Array<ArrayBuffer>;
}

/**
 * Re-encodes a JPEG, PNG, WebP or AVIF file as one WebP per width of posterWidths, narrowest first.
 * Never enlarges, so a small file gives fewer sizes. Applies the EXIF orientation and drops all
 * metadata. Takes an animation's first frame. Refusals: NOT_AN_IMAGE (by content, also for a
 * truncated file), TOO_LARGE (pixels).
 */
export async function encode(file: Uint8Array): Promise<EncodedSize[]> {
  const upload = await shapeOf(file);
  const shapes = distinct(posterWidths.map((widthMax) => fitted(upload, widthMax)));
  const widest = shapes.at(-1) ?? upload;
  const { data, info } = await decoded(file, widest);
  const sizes: EncodedSize[] = [];
  for (const { width, height } of shapes) {
    const image = await sharp(data, {
      raw: { width: info.width, height: info.height, channels: info.channels },
    })
      .resize({ width, height, fit: 'fill' })
      .webp({ quality: webpQuality })
      .toBuffer();
    sizes.push({ width, height, bytes: new Uint8Array(image) });
  }
  return sizes;
}

interface Shape {
  width: number;
  height: number;
}

/** Reads only the header. Returns the shape after the EXIF orientation. */
async function shapeOf(file: Uint8Array): Promise<Shape> {
  if (file.byteLength === 0) refuse('NOT_AN_IMAGE');
  const { format, compression, width, height, autoOrient } = await sharp(file, {
    limitInputPixels: false,
  })
    .metadata()
    .catch(refuseFile);
  const isAvif = format === 'heif' && compression === 'av1';
  if (!isAvif && format !== 'jpeg' && format !== 'png' && format !== 'webp') refuse('NOT_AN_IMAGE');
  if (width * height > posterPixelsMax) throw new Refusal('TOO_LARGE', {});
  return autoOrient;
}

/** Shrinks a shape to the given width and the height that belongs to it. Never enlarges. */
function fitted({ width, height }: Shape, widthMax: number): Shape {
  const scale = Math.min(1, widthMax / width, (widthMax * posterHeightPerWidthMax) / height);
  const scaled = (length: number) => Math.max(1, Math.round(length * scale));
  return { width: scaled(width), height: scaled(height) };
}

/** Keeps the last shape of each width. Widths are equal only for a small or very narrow upload. */
const distinct = (shapes: Shape[]): Shape[] => [
  ...new Map(shapes.map((shape) => [shape.width, shape])).values(),
];

/**
 * Returns the pixels at the largest stored size. A single decode serves all sizes. Most decoders
 * shrink while they read, so that memory does not hold the upload's own pixels.
 */
function decoded(file: Uint8Array, { width, height }: Shape) {
  return sharp(file, { limitInputPixels: posterPixelsMax, autoOrient: true })
    .resize({ width, height, fit: 'fill' })
    .raw()
    .toBuffer({ resolveWithObject: true })
    .catch(refuseFile);
}

function refuseFile(error: unknown): never {
  throw new Refusal('NOT_AN_IMAGE', {}, { cause: error });
}
