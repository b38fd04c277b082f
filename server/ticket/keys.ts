import { createDecoder, createSigner, createVerifier, TokenError } from 'fast-jwt';
import { createHash, createPublicKey, type KeyObject } from 'node:crypto';
import { env } from '../config/env.ts';

/**
 * Type of a signed text. A verifier accepts a single type, so that a list never passes as a ticket.
 */
type SignedKind = 'jari-ticket' | 'jari-void-tickets' | 'jari-door-list';

/** Public Ed25519 key in the format of RFC 8037. */
interface PublicJwk {
  kty: 'OKP';
  crv: 'Ed25519';
  kid: string;
  use: 'sig';
  x: string;
}

// A whole thumbprint would add 43 characters to each QR code. For a few keys, 64 bits suffice.
const kidBytes = 8;

/** Derives the key id from the RFC 7638 thumbprint, so that all instances use the same id. */
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
      'jari-door-list': signer('jari-door-list'),
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

/** Returns all public keys in the order of TICKET_KEY, starting with the signing key. */
export function publicKeys(): PublicJwk[] {
  return keys().published;
}

/** Signs a compact JWS with the first key of TICKET_KEY. */
export function sign(kind: SignedKind, claims: object): string {
  return keys().sign[kind](claims);
}

/**
 * Returns the claims of a ticket's code; null if none of the keys signed the code. Codes without
 * `kid` are from before key rotation.
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
