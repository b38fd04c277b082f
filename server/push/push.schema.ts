import { ECDH } from 'node:crypto';
import { z } from 'zod';
import { languages } from '../config/languages.schema.ts';

const endpointCharactersMax = 1_024;
const bytesOf = (text: string): number => Buffer.from(text, 'base64url').length;
const base64url = (bytes: number) =>
  z
    .string()
    .regex(/^[A-Za-z0-9_-]+={0,2}$/)
    .refine((text) => bytesOf(text) === bytes, {
      error: `must be ${String(bytes)} bytes in base64url`,
    });

/** Uncompressed point of the curve P-256, to which a push is encrypted. */
const pointOfP256 = base64url(65).refine(isOnCurve, { error: 'must be a point of P-256' });

function isOnCurve(text: string): boolean {
  try {
    ECDH.convertKey(text, 'prime256v1', 'base64url');
    return true;
  } catch (error) {
    if (error instanceof Error) return false;
    throw error;
  }
}

/** JSON of a browser's PushSubscription. `language` is the language of later messages. */
export const subscriptionInput = z.object({
  endpoint: z.string().min(8).max(endpointCharactersMax),
  expirationTime: z.number().nullish(),
  keys: z.object({ p256dh: pointOfP256, auth: base64url(16) }),
  language: z.enum(languages).exactOptional(),
});
export const unsubscriptionInput = subscriptionInput.pick({ endpoint: true });
export type SubscriptionInput = z.output<typeof subscriptionInput>;
