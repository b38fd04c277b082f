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

/** JSON of a browser's PushSubscription. `language` is the language of later messages. */
export const subscriptionInput = z.object({
  endpoint: z.string().min(8).max(endpointCharactersMax),
  expirationTime: z.number().nullish(),
  keys: z.object({ p256dh: base64url(65), auth: base64url(16) }),
  language: z.enum(languages).exactOptional(),
});
export const unsubscriptionInput = subscriptionInput.pick({ endpoint: true });
export type SubscriptionInput = z.output<typeof subscriptionInput>;
