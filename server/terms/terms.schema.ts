import { z } from 'zod';
import { termsVersion } from '../schema/terms-version.schema.ts';

const accepted = z.strictObject({
  version: termsVersion.meta({ description: 'The version that the user has read' }),
});

/** Versions that a user accepts, and the declaration of an age of 14 or more. */
export const acceptTermsInput = z.strictObject({
  terms: accepted,
  privacy: accepted,
  over14: z.literal(true),
});
export type AcceptTermsInput = z.output<typeof acceptTermsInput>;

/** Fields of a sign-up, which an installation without TERMS_VERSION ignores. */
export const acceptedAtSignUp = {
  terms: accepted.exactOptional(),
  privacy: accepted.exactOptional(),
  over14: z.literal(true).exactOptional(),
};
