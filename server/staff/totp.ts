import { generateSecret, generateURI, verifySync } from 'otplib';

/** Accepts the codes of the previous and next time step too, because phones' clocks differ. */
const toleranceSeconds = 30;

/** Returns a new TOTP secret in base32, and the URI for an authenticator app's QR code. */
export function newTotp(email: string): { secret: string; uri: string } {
  const secret = generateSecret();
  return { secret, uri: generateURI({ issuer: 'Jari', label: email, secret }) };
}

/** Returns the time step to which a code belongs at this time, or null for a wrong code. */
export function stepOfCode(secret: string, token: string, now: Date): number | null {
  const epoch = Math.floor(now.getTime() / 1000);
  const result = verifySync({ secret, token, epoch, epochTolerance: toleranceSeconds });
  return result.valid && 'timeStep' in result ? result.timeStep : null;
}
