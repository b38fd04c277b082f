import { createDecoder, createSigner, createVerifier, TokenError } from 'fast-jwt';
import { createHash, createPublicKey, type KeyObject } from 'node:crypto';
import { env } from '../config/env.ts';

/** Purpose of a signed text. A verifier never accepts one kind as another. */
type SignedKind = 'jari-ticket' | 'jari-void-tickets';

/** A public Ed25519 key in the form of RFC 8037. */
interface PublicJwk {
  kty: 'OKP';
  crv: 'Ed25519';
  kid: string;
  use: 'sig';
  x: string;
}

// A whole thumbprint would add 43 characters to each QR code, and 64 bits are enough to distinguish
// a few keys.
const kidBytes = 8;

/** Shortens the RFC 7638 thumbprint to a key id, so that every instance derives the same id. */
function kidOf(x: string): string {
  const thumbprint = createHash('sha256')
    .update(JSON.stringify({ crv: 'Ed25519', kty: 'OKP', x }))
    .digest();
  return thumbprint.subarray(0, kidBytes).toString('base64url');
}

function keyPair(key: KeyObject) {
  const publicKey = createPublicKey(key);
  const { x = '' } = publicKey.export({ format: 'jwk' });
  const pem = publicKey.export({ format: 'pem', type: 'spki' });
  const jwk: PublicJwk = { kty: 'OKP', crv: 'Ed25519', kid: kidOf(x), use: 'sig', x };
  return {
    jwk,
    verify: (typ: SignedKind) => createVerifier({ algorithms: ['EdDSA'], key: pem, checkTyp: typ }),
  };
}

let made: ReturnType<typeof makeKeys> | undefined;
const keys = () => (made ??= makeKeys(env().TICKET_KEY));

function makeKeys(all: KeyObject[]) {
  const pairs = all.map(keyPair);
  const [first] = all;
  const [signing] = pairs;
  if (first === undefined || signing === undefined) throw new Error('TICKET_KEY holds no key');
  const signer = (typ: SignedKind) =>
    createSigner({
      algorithm: 'EdDSA',
      key: first.export({ format: 'pem', type: 'pkcs8' }),
      header: { alg: 'EdDSA', typ, kid: signing.jwk.kid },
      noTimestamp: true,
    });
  return {
    published: pairs.map(({ jwk }) => jwk),
    sign: {
      'jari-ticket': signer('jari-ticket'),
      'jari-void-tickets': signer('jari-void-tickets'),
    },
    ticketVerifiers: pairs.map(({ jwk, verify }) => ({
      kid: jwk.kid,
      verify: verify('jari-ticket'),
    })),
  };
}

const headerOf = createDecoder({ complete: true }) as (signed: string) => {
  header: { kid?: unknown };
};

/** Returns the keys that verify tickets, the signing key first. */
export function publicKeys(): PublicJwk[] {
  return keys().published;
}

/** Returns a compact JWS, signed with the first key. */
export function sign(kind: SignedKind, claims: object): string {
  return keys().sign[kind](claims);
}

/**
 * Returns the claims of a ticket's code if one of the keys signed the code, else null. Codes that
 * are older than key rotation have no `kid`.
 */
export function verified(code: string): unknown {
  try {
    const { kid } = headerOf(code).header;
    for (const { verify, ...key } of keys().ticketVerifiers) {
      if (kid !== undefined && kid !== key.kid) continue;
      const claims = claimsBy(verify, code);
      if (claims !== null) return claims;
    }
  } catch (error) {
    if (!(error instanceof TokenError)) throw error;
  }
  return null;
}

function claimsBy(verify: (code: string) => unknown, code: string): unknown {
  try {
    return verify(code);
  } catch (error) {
    if (error instanceof TokenError) return null;
    throw error;
  }
}
