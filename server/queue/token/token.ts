import { createSigner, createVerifier, TokenError } from 'fast-jwt';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import { env } from '../../config/env.ts';

const audience = 'jari-queue';

/** A place in line: whose, where, and its number there. */
export interface Place {
  userId: string;
  concertId: number;
  epoch: number;
  number: number;
}

/** Whether a place is used up by the newest end that its buyer's row records, even if Redis does not know it (any more). */
export function placeHasEnded(
  { endedEpoch, endedNumber }: { endedEpoch: number; endedNumber: bigint },
  { epoch, number }: Pick<Place, 'epoch' | 'number'>,
): boolean {
  return epoch < endedEpoch || (epoch === endedEpoch && BigInt(number) <= endedNumber);
}

/** What the end of a place uses up: all of its person's up to this one. `knownIn`: the epoch in which the line said so. */
export interface Revoked extends Place {
  observedEpoch: number;
}

const signed = z.object({
  header: z.object({ kid: z.string() }),
  payload: z.object({
    sub: z.uuid(),
    concertId: z.int().positive(),
    n: z.int().positive(),
    epoch: z.int().positive(),
    iat: z.int().nonnegative().default(0),
  }),
});

// Made at the first token: a verifier prepares its key once, and so checks a token at once instead of in turns of the event loop.
let made: ReturnType<typeof makeKeys> | undefined;
const keys = () => (made ??= makeKeys());

function makeKeys() {
  return env().QUEUE_TOKEN_KEYS.map(({ kid, secret: key }) => ({
    kid,
    sign: createSigner({ algorithm: 'HS256', key, kid, aud: audience }),
    verify: createVerifier({
      algorithms: ['HS256'],
      key,
      complete: true,
      allowedAud: audience,
      requiredClaims: ['aud'],
      ignoreExpiration: true,
    }),
  }));
}

/** The queue token of a place: JWS, HS256, signed by the first of QUEUE_TOKEN_KEYS. `issuedAt` and `endsAt` in ms. */
export function signQueueToken(
  { userId, concertId, epoch, number }: Place,
  issuedAt: number,
  endsAt: number,
): string {
  const [first] = keys();
  if (first === undefined) throw new Error('no key signs queue tokens');
  return first.sign({
    sub: userId,
    concertId,
    n: number,
    epoch,
    jti: `${String(concertId)}-${String(epoch)}-${String(number)}`,
    iat: Math.floor(issuedAt / 1000),
    exp: Math.floor(endsAt / 1000),
  });
}

/** `issuedAt` in ms. */
type Signed = Readonly<Place & { outdated: boolean; issuedAt: number }>;

// Who waits shows the same token at every poll, and checking it is the largest part of one that memory answers. By the whole token, so
// that nothing but the very same is taken for it; nobody can fill it with what we have not signed. It takes about 25 MB.
const checked = new LRUCache<string, Signed>({ max: 50_000 });

/**
 * The place that a token stands for, or null when we did not sign it. Its `exp` is for others to read: a place ends in the
 * server's state, and an instance whose clock is wrong must not end it. `outdated`: signed by a key that is on its way out.
 */
export function verifyQueueToken(token: string): Signed | null {
  const known = checked.get(token);
  if (known !== undefined) return known;
  for (const [index, key] of keys().entries()) {
    const place = placeSignedBy(key, token);
    if (place === null) continue;
    const found = Object.freeze({ ...place, outdated: index > 0 });
    checked.set(token, found);
    return found;
  }
  return null;
}

/** The place of a token that this key has signed, under its own name. */
function placeSignedBy(
  { kid, verify }: ReturnType<typeof makeKeys>[number],
  token: string,
): Omit<Signed, 'outdated'> | null {
  try {
    const { success, data } = signed.safeParse(verify(token));
    if (!success || data.header.kid !== kid) return null;
    const { sub, concertId, n, epoch, iat } = data.payload;
    return { userId: sub, concertId, epoch, number: n, issuedAt: iat * 1000 };
  } catch (error) {
    if (error instanceof TokenError) return null;
    throw error;
  }
}
