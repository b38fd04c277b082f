import { createSigner, createVerifier, TokenError } from 'fast-jwt';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import { env } from '../../config/env.ts';
import { credentialVersionOf, isCurrent } from '../../revocation/revocation.ts';
import { keyIdOf } from '../../config/key-id.ts';

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

const claims = z.object({
  sub: z.uuid(),
  concertId: z.int().positive(),
  n: z.int().positive(),
  epoch: z.int().positive(),
  iat: z.int().nonnegative().default(0),
  ver: z.int().nonnegative().default(0),
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
      allowedAud: audience,
      requiredClaims: ['aud'],
      ignoreExpiration: true,
    }),
  }));
}

/** `issuedAt` is in ms. */
type Signed = Readonly<Place & { outdated: boolean; issuedAt: number }>;

// Caches the places of tokens, because a user presents the same token with every request. Without
// the cache, token checks would dominate the cost of a poll from memory. The cache key is the whole
// token. The cache holds only tokens that Jari signed. A full cache takes about 50 MB.
const known = new LRUCache<string, { signed: Signed; version: number }>({ max: 100_000 });

/**
 * Signs the queue token of a place (JWS, HS256) with the first of QUEUE_TOKEN_KEYS. `issuedAt` and
 * `endsAt` are in ms.
 */
export function signQueueToken(place: Place, issuedAt: number, endsAt: number): string {
  const [first] = keys();
  if (first === undefined) throw new Error('no key signs queue tokens');
  const { userId, concertId, epoch, number } = place;
  const iat = Math.floor(issuedAt / 1000);
  const ver = credentialVersionOf(userId);
  const token = first.sign({
    sub: userId,
    concertId,
    n: number,
    epoch,
    jti: `${String(concertId)}-${String(epoch)}-${String(number)}`,
    iat,
    exp: Math.floor(endsAt / 1000),
    ...(ver > 0 && { ver }),
  });
  remember(token, { userId, concertId, epoch, number }, { iat, ver, outdated: false });
  return token;
}

function remember(
  token: string,
  place: Place,
  { iat, ver: version, outdated }: { iat: number; ver: number; outdated: boolean },
): { signed: Signed; version: number } {
  const signed = Object.freeze({ ...place, outdated, issuedAt: iat * 1000 });
  const entry = { signed, version };
  known.set(token, entry);
  return entry;
}

/**
 * Returns the place of a token, or null if Jari did not sign the token under the key that the token
 * names. Returns null also if a reset of the user's password has ended the
 * token. Ignores `exp`, because an instance with a wrong clock must not end a place. `exp` is for
 * clients only. `outdated` marks a token that an older key signed.
 */
export function verifyQueueToken(token: string): Signed | null {
  const found = authentic(token);
  return found !== null && isCurrent(found.signed.userId, found.version) ? found.signed : null;
}

function authentic(token: string): { signed: Signed; version: number } | null {
  const cached = known.get(token);
  if (cached !== undefined) return cached;
  const kid = keyIdOf(token);
  const index = keys().findIndex((key) => key.kid === kid);
  const key = keys()[index];
  const data = key === undefined ? null : verified(key, token);
  if (data === null) return null;
  const { sub: userId, concertId, n: number, epoch, iat, ver } = data;
  return remember(token, { userId, concertId, epoch, number }, { iat, ver, outdated: index > 0 });
}

/** Returns the claims of a token that this key signed, else null. */
function verified(
  { verify }: ReturnType<typeof makeKeys>[number],
  token: string,
): z.output<typeof claims> | null {
  try {
    return claims.safeParse(verify(token)).data ?? null;
  } catch (error) {
    if (error instanceof TokenError) return null;
    throw error;
  }
}
