import { errors, jwtVerify, SignJWT } from 'jose';
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

const claims = z.object({
  sub: z.uuid(),
  concertId: z.int().positive(),
  n: z.int().positive(),
  epoch: z.int().positive(),
});
const secretOf = (secret: string) => new TextEncoder().encode(secret);

/** The queue token of a place: JWS, HS256, signed by the first of QUEUE_TOKEN_KEYS. `issuedAt` and `endsAt` in ms. */
export function signQueueToken(place: Place, issuedAt: number, endsAt: number): Promise<string> {
  const [{ kid, secret } = { kid: '', secret: '' }] = env().QUEUE_TOKEN_KEYS;
  const { userId, concertId, epoch, number } = place;
  return new SignJWT({ concertId, n: number, epoch })
    .setProtectedHeader({ alg: 'HS256', kid })
    .setSubject(userId)
    .setAudience(audience)
    .setJti(`${String(concertId)}-${String(epoch)}-${String(number)}`)
    .setIssuedAt(Math.floor(issuedAt / 1000))
    .setExpirationTime(Math.floor(endsAt / 1000))
    .sign(secretOf(secret));
}

/**
 * The place that a token stands for, or null when we did not sign it. Its `exp` is for others to read: a place ends in the
 * server's state, and an instance whose clock is wrong must not end it. `outdated`: signed by a key that is on its way out.
 */
export async function verifyQueueToken(token: string): Promise<(Place & { outdated: boolean }) | null> {
  const keys = env().QUEUE_TOKEN_KEYS;
  try {
    const { payload, protectedHeader } = await jwtVerify(
      token,
      ({ kid }) => secretOf(keys.find((key) => key.kid === kid)?.secret ?? failUnknownKey()),
      { audience, algorithms: ['HS256'], currentDate: new Date(0) },
    );
    const { sub, concertId, n, epoch } = claims.parse(payload);
    return { userId: sub, concertId, epoch, number: n, outdated: protectedHeader.kid !== keys[0]?.kid };
  } catch (error) {
    if (error instanceof errors.JOSEError || error instanceof z.ZodError) return null;
    throw error;
  }
}

function failUnknownKey(): never {
  throw new errors.JWKSNoMatchingKey();
}
