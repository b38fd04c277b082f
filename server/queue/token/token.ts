import { createSigner, createVerifier, TokenError } from 'fast-jwt';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import { env } from '../../config/env.ts';

const audience = 'jari-queue';

export interface Place {
  userId: string;
  concertId: number;
  epoch: number;
  number: number;
}

/**
 * Returns true if the newest end in the buyer's row revokes the place, even if Redis lost that end.
 */
export function placeHasEnded(
  { endedEpoch, endedNumber }: { endedEpoch: number; endedNumber: bigint },
  { epoch, number }: Pick<Place, 'epoch' | 'number'>,
): boolean {
  return epoch < endedEpoch || (epoch === endedEpoch && BigInt(number) <= endedNumber);
}

/**
 * Newest place that an end revokes. The end also revokes all older places of the user.
 * `observedEpoch` is the epoch in which the place ended.
 */
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

// Keeps each verifier, because its prepared key makes checks synchronous.
let keysOnce: ReturnType<typeof makeKeys> | undefined;
const keys = () => (keysOnce ??= makeKeys());

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

/**
 * Signs the queue token of a place (JWS, HS256) with the first of QUEUE_TOKEN_KEYS. `issuedAt` and
 * `endsAt` are in ms.
 */
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

/** `issuedAt` is in ms. */
type Signed = Readonly<Place & { outdated: boolean; issuedAt: number }>;

// Caches checked tokens, because a waiting user presents the same token at every poll. Without the
// cache, token checks would dominate the cost of a poll from memory. The cache key is the whole
// token. The cache holds only tokens that Jari signed. A full cache takes about 25 MB.
const checked = new LRUCache<string, Signed>({ max: 50_000 });

/**
 * Returns the place of a token, or null if Jari did not sign the token. Ignores `exp`, because an
 * instance with a wrong clock must not end a place. `exp` is for clients only. `outdated` marks a
 * token that an older key signed.
 */
export function verifyQueueToken(token: string): Signed | null {
  const known = checked.get(token);
  if (known !== undefined) return known;
  for (const [index, key] of keys().entries()) {
    const place = placeOfSignature(key, token);
    if (place === null) continue;
    const found = Object.freeze({ ...place, outdated: index > 0 });
    checked.set(token, found);
    return found;
  }
  return null;
}

/** Returns the place of a token that this key signed under its own id, else null. */
function placeOfSignature(
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
