import { LRUCache } from 'lru-cache';
import type { Db } from '../database/db.ts';
import { serializable, type Tx } from '../database/transaction.ts';
import { refuse } from '../errors/refusal.ts';
import { encodePoster } from './encoder.ts';

export { artworkSvg, artworkUrl } from './artwork.ts';

export interface PosterSize {
  width: number;
  height: number;
  /** Path of the image, whose content never changes. */
  url: string;
}

export interface Poster {
  posterId: number;
  /** Narrowest first. */
  sizes: PosterSize[];
}

/**
 * Stores an image as a poster. The same file always gives the same poster. Refusals: those of
 * encodePoster.
 */
export async function storePoster(db: Db, file: Uint8Array<ArrayBuffer>): Promise<Poster> {
  const hash = Buffer.from(await crypto.subtle.digest('SHA-256', file)).toString('hex');
  const known = await findPoster(db, { hash });
  if (known !== null) return known;
  const sizes = await encodePoster(file);
  return serializable(db, async (tx) => {
    const other = await findPoster(tx, { hash });
    if (other !== null) return other;
    const { id } = await tx.poster.create({
      data: { hash, sizes: { create: sizes } },
      select: { id: true },
    });
    return (await posterOf(tx, id)) ?? refuse('INTERNAL');
  });
}

/** Returns null for an unknown poster. */
export function posterOf(db: Pick<Tx, 'poster'>, posterId: number): Promise<Poster | null> {
  return findPoster(db, { id: posterId });
}

async function findPoster(
  db: Pick<Tx, 'poster'>,
  where: { id: number } | { hash: string },
): Promise<Poster | null> {
  const found = await db.poster.findUnique({
    where,
    select: {
      id: true,
      hash: true,
      sizes: { select: { width: true, height: true }, orderBy: { width: 'asc' } },
    },
  });
  if (found === null) return null;
  const { id, hash, sizes } = found;
  return toPoster({ posterId: id, hash, sizes });
}

/** `sizes` must begin with the narrowest. */
export function toPoster({
  posterId,
  hash,
  sizes,
}: {
  posterId: number;
  hash: string;
  sizes: { width: number; height: number }[];
}): Poster {
  const urlOf = (width: number) => `/posters/${hash}-${String(width)}.webp`;
  return { posterId, sizes: sizes.map((size) => ({ ...size, url: urlOf(size.width) })) };
}

/** Refusal: BAD_INPUT for an unknown poster. */
export async function assertPosterExists(
  tx: Pick<Tx, 'poster'>,
  posterId: number | null | undefined,
): Promise<void> {
  if (posterId == null || (await posterOf(tx, posterId)) !== null) return;
  refuse('BAD_INPUT', { issues: [{ path: 'posterId', message: 'must be a stored poster' }] });
}

/** Key of a stored image. */
export interface ImageName {
  hash: string;
  width: number;
}

const imagesBytesMax = 32 * 1024 * 1024;
/** Images in this process's memory. Several requests for one missing image share one read. */
const images = new LRUCache<string, Uint8Array, Db>({
  maxSize: imagesBytesMax,
  sizeCalculation: (bytes) => bytes.byteLength,
  fetchMethod: async (key, _, { context: db }) => {
    const [hash = '', width] = key.split('-');
    const found = await db.posterSize.findFirst({
      where: { width: Number(width), poster: { hash } },
      select: { bytes: true },
    });
    return found?.bytes;
  },
});
const keyOf = ({ hash, width }: ImageName): string => `${hash}-${String(width)}`;

/** Returns the WebP bytes if this process has them in memory. */
export function imageInMemory(name: ImageName): Uint8Array | undefined {
  return images.get(keyOf(name));
}

/** Returns the WebP bytes. Refusal: NOT_FOUND. */
export async function imageOf(db: Db, name: ImageName): Promise<Uint8Array> {
  return (await images.fetch(keyOf(name), { context: db })) ?? refuse('NOT_FOUND');
}
