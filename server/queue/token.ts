import { createSigner, createVerifier, TokenError } from 'fast-jwt';
import { LRUCache } from 'lru-cache';
import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { env } from '../env.ts';

const audience = 'jari-queue';

/** A place in line: whose, where, and its number there. */
export interface Place {
  userId: string;
  concertId: number;
  epoch: number;
  number: number;
}

const claims = {
  sub: z.uuid(),
  concertId: z.int().positive(),
  n: z.int().positive(),
  epoch: z.int().positive(),
};
const signed = z.object({ header: z.object({ kid: z.string() }), payload: z.object(claims) });
/** Exactly what signQueueToken writes. */
const written = z.strictObject({ ...claims, aud: z.literal(audience), jti: z.string(), iat: z.int(), exp: z.int() });

// Made at the first token: a verifier prepares its key once, and so checks a token at once instead of in turns of the event loop.
let made: ReturnType<typeof makeKeys> | undefined;
const keys = () => (made ??= makeKeys());

function makeKeys() {
  return env().QUEUE_TOKEN_KEYS.map(({ kid, secret: key }) => {
    const sign = createSigner({ algorithm: 'HS256', key, kid, aud: audience });
    const verify = createVerifier({
      algorithms: ['HS256'],
      key,
      complete: true,
      allowedAud: audience,
      requiredClaims: ['aud'],
      ignoreExpiration: true,
    });
    const head = `${sign({}).split('.')[0] ?? ''}.`; // the same before every token of this key
    return { kid, sign, verify, head, secret: createSecretKey(Buffer.from(key)) };
  });
}

/** The queue token of a place: JWS, HS256, signed by the first of QUEUE_TOKEN_KEYS. `issuedAt` and `endsAt` in ms. */
export function signQueueToken({ userId, concertId, epoch, number }: Place, issuedAt: number, endsAt: number): string {
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

type Signed = Readonly<Place & { outdated: boolean }>;

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
    const place = placeWrittenBy(key, token) ?? placeSignedBy(key, token);
    if (place === null) continue;
    const found = Object.freeze({ ...place, outdated: index > 0 });
    checked.set(token, found);
    return found;
  }
  return null;
}

/**
 * The place of a token that is written just as this key's are: what is left to check is the signature, which takes half the time that
 * the library needs. A million people are more than are remembered. Null says nothing yet: the library decides.
 */
function placeWrittenBy({ head, secret }: { head: string; secret: KeyObject }, token: string): Place | null {
  const end = token.lastIndexOf('.');
  if (!token.startsWith(head) || end < head.length) return null;
  const expected = Buffer.from(createHmac('sha256', secret).update(token.slice(0, end)).digest('base64url'));
  const shown = Buffer.from(token.slice(end + 1));
  if (shown.length !== expected.length || !timingSafeEqual(shown, expected)) return null;
  const { success, data } = written.safeParse(jsonIn(token.slice(head.length, end)));
  return success ? placeIn(data) : null;
}

function jsonIn(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString());
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

const placeIn = ({ sub, concertId, n, epoch }: { sub: string; concertId: number; n: number; epoch: number }): Place => ({
  userId: sub,
  concertId,
  epoch,
  number: n,
});

/** The place of a token that this key has signed, under its own name. */
function placeSignedBy({ kid, verify }: ReturnType<typeof makeKeys>[number], token: string): Place | null {
  try {
    const { success, data } = signed.safeParse(verify(token));
    if (!success || data.header.kid !== kid) return null;
    return placeIn(data.payload);
  } catch (error) {
    if (error instanceof TokenError) return null;
    throw error;
  }
}
