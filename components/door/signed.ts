import { compactVerify, decodeProtectedHeader, errors, importJWK } from 'jose';
import { z } from 'zod';
import {
  doorList,
  type DoorList,
  listKind,
  type ScannedClaims,
  scannedClaims,
} from '#server/door/list.schema.ts';

/** Public keys of /.well-known/jwks.json. */
const keySet = z.object({
  keys: z.array(
    z.object({ kty: z.literal('OKP'), crv: z.literal('Ed25519'), kid: z.string(), x: z.string() }),
  ),
});
type PublicKey = z.output<typeof keySet>['keys'][number];

export const keysIn = (text: string): PublicKey[] => keySet.parse(JSON.parse(text)).keys;

/**
 * Returns the claims that one of the keys signed as `kind`, or null. Codes without `kid` are from
 * before key rotation. Throws if the browser knows no Ed25519, or has no WebCrypto without TLS.
 */
async function claimsOf(
  signed: string,
  kind: string,
  keys: readonly PublicKey[],
): Promise<unknown> {
  try {
    const { kid, typ } = decodeProtectedHeader(signed);
    if (typ !== kind) return null;
    for (const key of keys) {
      if (kid !== undefined && kid !== key.kid) continue;
      const payload = await verifiedBy(key, signed);
      if (payload !== null) return JSON.parse(new TextDecoder().decode(payload)) as unknown;
    }
  } catch (error) {
    // decodeProtectedHeader throws a TypeError for a text that is no JWS.
    if (!(error instanceof errors.JOSEError) && !(error instanceof TypeError)) throw error;
  }
  return null;
}

async function verifiedBy(key: PublicKey, signed: string): Promise<Uint8Array | null> {
  const imported = await importJWK(key, 'EdDSA');
  try {
    return (await compactVerify(signed, imported, { algorithms: ['EdDSA'] })).payload;
  } catch (error) {
    if (error instanceof errors.JWSSignatureVerificationFailed) return null;
    throw error;
  }
}

/** Returns the list of a performance's door; null if the keys did not sign it for this door. */
export async function openList(
  signed: string,
  keys: readonly PublicKey[],
  performanceId: number,
): Promise<DoorList | null> {
  const list = doorList.safeParse(await claimsOf(signed, listKind, keys)).data;
  return list?.performanceId === performanceId ? list : null;
}

/** Returns the claims of a ticket's QR code; null if the keys did not sign it. */
export async function openTicket(
  code: string,
  keys: readonly PublicKey[],
): Promise<ScannedClaims | null> {
  return scannedClaims.safeParse(await claimsOf(code, 'jari-ticket', keys)).data ?? null;
}
