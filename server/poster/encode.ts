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
 * Enlarges a small file. A file more than twice as high as wide gets transparent sides. Applies the
 * EXIF orientation and drops all metadata. Takes an animation's first frame. Refusals: NOT_AN_IMAGE
 * (by content, also for a truncated file), TOO_LARGE (pixels).
 */
export async function encode(file: Uint8Array): Promise<EncodedSize[]> {
  const upload = await shapeOf(file);
  const { data, info } = await decoded(file);
  const sizes: EncodedSize[] = [];
  for (const width of posterWidths) {
    const { height, fit } = fitted(upload, width);
    const image = await sharp(data, {
      raw: { width: info.width, height: info.height, channels: info.channels },
    })
      .resize({ width, height, fit, background: { r: 0, g: 0, b: 0, alpha: 0 } })
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

/** Returns the height at a width, and how the image fills it: a rounded height takes no border. */
function fitted(upload: Shape, width: number): { height: number; fit: 'fill' | 'contain' } {
  const height = Math.max(1, Math.round((upload.height * width) / upload.width));
  const heightMax = width * posterHeightPerWidthMax;
  return height > heightMax ? { height: heightMax, fit: 'contain' } : { height, fit: 'fill' };
}

/**
 * Returns the pixels, shrunk to the largest stored size. A single decode serves all sizes. Most
 * decoders shrink while they read, so that memory does not hold the upload's own pixels.
 */
function decoded(file: Uint8Array) {
  const width = Math.max(...posterWidths);
  const height = width * posterHeightPerWidthMax;
  return sharp(file, { limitInputPixels: posterPixelsMax, autoOrient: true })
    .resize({ width, height, fit: 'inside', withoutEnlargement: true })
    .raw()
    .toBuffer({ resolveWithObject: true })
    .catch(refuseFile);
}

function refuseFile(error: unknown): never {
  throw new Refusal('NOT_AN_IMAGE', {}, { cause: error });
}
