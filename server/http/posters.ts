import type { IncomingMessage, ServerResponse } from 'node:http';
import { db } from '../database/db.ts';
import { refuse } from '../errors/refusal.ts';
import { posterBytesMax } from '../poster/poster.schema.ts';
import {
  artworkSvg,
  artworkUrl,
  imageInMemory,
  type ImageName,
  imageOf,
  storePoster,
} from '../poster/poster.ts';
import { rateLimit } from '../rate-limit/rate-limit.ts';
import { createContext } from '../request/context.ts';
import type { Credentials } from '../request/credentials.ts';
import { assertBodySize, readBody, type Route, sendJson } from '../request/messages.ts';
import { toClientRequest } from '../request/request.ts';
import { authorizeStaff } from '../trpc/procedures.ts';
import { sendImmutable } from './immutable.ts';
import { schedule } from './scheduler.ts';

const imagePath = /^\/posters\/([0-9a-f]{64})-([1-9]\d{0,3})\.webp$/;
const artworkPath = /^\/posters\/artwork-([1-9]\d{0,9})-([0-9a-f]{16})\.svg$/;

/** Routes at a path below /posters/: the sizes of uploaded posters, and generated artwork. */
export function posterRoutes(path: string): Route[] {
  const [, concertId, artworkHash = ''] = artworkPath.exec(path) ?? [];
  if (concertId !== undefined) return artworkRoutes(path, Number(concertId), artworkHash);
  const [, hash, width] = imagePath.exec(path) ?? [];
  if (hash === undefined || width === undefined) return [];
  const name = { hash, width: Number(width) };
  return [{ method: 'GET', answer: (req, res, by) => sendImage(name, req, res, by) }];
}

/**
 * Stores the image in the body. The content decides the type, because programs often send another
 * media type. Identifies the caller before reading the body, because this body can be large.
 * Refusals: TOO_LARGE, NOT_AN_IMAGE, NOT_SIGNED_IN, CROSS_SITE, ADMIN_ONLY, REAUTHENTICATE,
 * TOO_MANY_REQUESTS.
 */
export async function uploadPoster(
  req: IncomingMessage,
  res: ServerResponse,
  credentials: Credentials,
): Promise<void> {
  const { method = 'POST', socket, headers } = req;
  if (!/^(identity)?$/i.test(headers['content-encoding'] ?? '')) refuse('NOT_AN_IMAGE');
  assertBodySize(req, posterBytesMax);
  const context = createContext(toClientRequest(req, res), credentials);
  const inTurn = <T>(work: () => Promise<T>): Promise<T> =>
    schedule(['uploadPoster'], { method, socket, credentials }, work);
  await inTurn(async () => {
    const userId = (await context.identify()) ?? refuse('NOT_SIGNED_IN');
    await authorizeStaff(context, userId, ['MANAGER'], { isChange: true });
    await rateLimit(context, 'poster', userId);
  });
  const file = new Uint8Array(await readBody(req, posterBytesMax));
  sendJson(res, 200, await inTurn(() => storePoster(context.db, file)));
}

/** Answers from memory if possible; other reads wait for their turn. Refusal: NOT_FOUND. */
async function sendImage(
  name: ImageName,
  req: IncomingMessage,
  res: ServerResponse,
  credentials: Credentials,
): Promise<void> {
  const { method = 'GET', socket } = req;
  const image =
    imageInMemory(name) ??
    (await schedule(['readPoster'], { method, socket, credentials }, () => imageOf(db(), name)));
  sendImmutable(req, res, {
    etag: `"${name.hash}-${String(name.width)}"`,
    type: 'image/webp',
    bytes: image,
  });
}

/** A path with another hash does not exist, so that each path has one content. */
function artworkRoutes(path: string, concertId: number, hash: string): Route[] {
  if (path !== artworkUrl(concertId)) return [];
  const artwork = { etag: `"${hash}"`, type: 'image/svg+xml' };
  return [
    {
      method: 'GET',
      answer: (req, res) =>
        sendImmutable(req, res, { ...artwork, bytes: Buffer.from(artworkSvg(concertId)) }),
    },
  ];
}
