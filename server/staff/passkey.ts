import type { AuthenticationResponse, RegistrationResponse } from './staff.schema.ts';

/** The host that the caller's browser shows, to which a passkey is bound. */
export interface Site {
  /** Host name with a port, as in the request's Host header. */
  host: string;
}

/** A passkey as the database stores it. */
export interface Passkey {
  credentialId: string;
  publicKey: Uint8Array<ArrayBuffer>;
  counter: number;
  transports: string[];
}

// Loads the library at first use, because few processes ever need its certificate parsers.
const library = () => import('@simplewebauthn/server');

/** EdDSA, ES256 and RS256, by their COSE numbers. The library's own list asks for a future API. */
const algorithms = [-8, -7, -257];

const rpIdOf = ({ host }: Site): string => URL.parse(`http://${host}`)?.hostname ?? '';

/** Accepts this host with any scheme, as the check of same-origin requests does. */
const originsOf = ({ host }: Site): string[] => [`https://${host}`, `http://${host}`];

/** Returns the options for a browser that creates a passkey. */
export async function creationOptions(
  site: Site,
  user: { userId: string; email: string },
  known: readonly Passkey[],
) {
  const { generateRegistrationOptions } = await library();
  return generateRegistrationOptions({
    rpName: 'Jari',
    rpID: rpIdOf(site),
    userName: user.email,
    userID: Uint8Array.from(Buffer.from(user.userId)),
    attestationType: 'none',
    supportedAlgorithmIDs: algorithms,
    excludeCredentials: known.map(describe),
    authenticatorSelection: { residentKey: 'discouraged', userVerification: 'preferred' },
  });
}

/** Returns the options for a browser that signs with one of the user's passkeys. */
export async function requestOptions(site: Site, known: readonly Passkey[]) {
  const { generateAuthenticationOptions } = await library();
  return generateAuthenticationOptions({
    rpID: rpIdOf(site),
    allowCredentials: known.map(describe),
    userVerification: 'preferred',
  });
}

const describe = ({ credentialId, transports }: Passkey) => ({ id: credentialId, transports });

/** Returns the new passkey, or null for a response that does not fit the challenge and the site. */
export async function createdPasskey(
  site: Site,
  challenge: string,
  response: RegistrationResponse,
): Promise<Passkey | null> {
  const { verifyRegistrationResponse } = await library();
  const { registrationInfo } = await unlessWrong(
    verifyRegistrationResponse({
      response,
      expectedChallenge: challenge,
      expectedOrigin: originsOf(site),
      expectedRPID: rpIdOf(site),
      requireUserVerification: false, // the password is the other factor
      supportedAlgorithmIDs: algorithms,
    }),
  );
  if (registrationInfo === undefined) return null;
  const { id, publicKey, counter } = registrationInfo.credential;
  const { transports = [] } = response.response;
  return { credentialId: id, publicKey, counter, transports };
}

/** Returns the passkey's new counter, or null for a wrong signature. */
export async function counterOfSignature(
  site: Site,
  challenge: string,
  response: AuthenticationResponse,
  { credentialId: id, ...passkey }: Passkey,
): Promise<number | null> {
  const { verifyAuthenticationResponse } = await library();
  const { verified, authenticationInfo } = await unlessWrong(
    verifyAuthenticationResponse({
      response,
      expectedChallenge: challenge,
      expectedOrigin: originsOf(site),
      expectedRPID: rpIdOf(site),
      credential: { id, ...passkey },
      requireUserVerification: false,
    }),
  );
  return verified === true ? (authenticationInfo?.newCounter ?? null) : null;
}

/** The library reports most wrong responses as errors. Returns an empty result for them. */
async function unlessWrong<T extends object>(result: Promise<T>): Promise<Partial<T>> {
  return result.catch((error: unknown) => {
    if (error instanceof Error) return {};
    throw error;
  });
}
