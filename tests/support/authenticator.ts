import { isoCBOR } from '@simplewebauthn/server/helpers';
import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';

/** Request of a site to create a passkey, or to sign by it. */
interface Asked {
  challenge: string;
  rpId: string;
  origin: string;
}

const sha256 = (data: string | Buffer): Buffer => createHash('sha256').update(data).digest();
const base64Url = (data: Uint8Array): string => Buffer.from(data).toString('base64url');
const flags = { userPresent: 1, userVerified: 4, hasCredential: 64 };

/** A passkey in software, with an ES256 key and no attestation. */
export class Authenticator {
  readonly id = randomBytes(32);
  readonly #key: { publicKey: KeyObject; privateKey: KeyObject } = generateKeyPairSync('ec', {
    namedCurve: 'P-256',
  });
  #counter = 0;

  /** Returns a browser's response to a request to create the passkey. */
  create(asked: Asked) {
    const length = Buffer.alloc(2);
    length.writeUInt16BE(this.id.length);
    const credential = [Buffer.alloc(16), length, this.id, this.#coseKey()];
    const authData = Buffer.concat([this.#head(asked, flags.hasCredential), ...credential]);
    const attestation = new Map<string, string | Uint8Array | Map<string, never>>([
      ['fmt', 'none'],
      ['attStmt', new Map<string, never>()],
      ['authData', Uint8Array.from(authData)],
    ]);
    return {
      ...this.#response(),
      response: {
        clientDataJSON: base64Url(this.#clientData('webauthn.create', asked)),
        attestationObject: base64Url(isoCBOR.encode(attestation)),
        transports: ['internal'],
      },
    };
  }

  /** Returns a browser's response to a request to sign. */
  sign(asked: Asked) {
    this.#counter += 1;
    const clientData = this.#clientData('webauthn.get', asked);
    const authData = this.#head(asked);
    const signed = Buffer.concat([authData, sha256(clientData)]);
    return {
      ...this.#response(),
      response: {
        clientDataJSON: base64Url(clientData),
        authenticatorData: base64Url(authData),
        signature: base64Url(sign('sha256', signed, this.#key.privateKey)),
      },
    };
  }

  #response() {
    const id = base64Url(this.id);
    return { id, rawId: id, type: 'public-key' as const, clientExtensionResults: {} };
  }

  #clientData(type: string, { challenge, origin }: Asked): Buffer {
    return Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }));
  }

  #head({ rpId }: Asked, more = 0): Buffer {
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(this.#counter);
    const bits = flags.userPresent | flags.userVerified | more;
    return Buffer.concat([sha256(rpId), Buffer.from([bits]), counter]);
  }

  #coseKey(): Uint8Array {
    const { x = '', y = '' } = this.#key.publicKey.export({ format: 'jwk' });
    const key = new Map<number, number | Uint8Array>([
      [1, 2], // EC2
      [3, -7], // ES256
      [-1, 1], // P-256
      [-2, Uint8Array.from(Buffer.from(x, 'base64url'))],
      [-3, Uint8Array.from(Buffer.from(y, 'base64url'))],
    ]);
    return isoCBOR.encode(key);
  }
}
