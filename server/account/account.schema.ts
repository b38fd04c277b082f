import { z } from 'zod';
import { codePoints } from '../schema/ids.schema.ts';
import { languages } from '../config/languages.schema.ts';
import { emailAddress, knownEmailAddress } from './email.schema.ts';
import { userName } from './name.schema.ts';
import { acceptedAtSignUp } from '../terms/terms.schema.ts';

const passwordPointsMin = 8;
const passwordPointsMax = 200;
const isPlain = (value: string): boolean => value.isWellFormed() && !value.includes('\0');
const plain = { error: 'must be plain text' };

/**
 * Returns a password's length as sent, in NFC and in NFKC, because operating systems compose
 * characters differently. The hash uses NFKC, which composes jamo into syllables.
 */
const lengthsOf = (value: string) =>
  [value, value.normalize('NFC'), value.normalize('NFKC')].map(codePoints);

const newPassword = z
  .string()
  .refine(
    (value) => {
      const [, composed = 0] = lengthsOf(value);
      return composed <= passwordPointsMax && Math.min(...lengthsOf(value)) >= passwordPointsMin;
    },
    { error: `must have ${String(passwordPointsMin)} to ${String(passwordPointsMax)} characters` },
  )
  .refine(isPlain, plain)
  .meta({ minLength: passwordPointsMin });

/**
 * Password to compare with a hash. The limits of 1 to 200 characters admit passwords from before
 * the current rule for new passwords.
 */
const givenPassword = z
  .string()
  .refine((value) => value !== '' && Math.min(...lengthsOf(value)) <= passwordPointsMax, {
    error: `must have 1 to ${String(passwordPointsMax)} characters`,
  })
  .refine(isPlain, plain)
  .meta({ minLength: 1 });

/** Schema of an address to which a ticket is given. */
export { emailAddress };

export const signUpInput = z.strictObject({
  email: emailAddress,
  password: newPassword,
  name: userName,
  ...acceptedAtSignUp,
});
export const signInInput = z.strictObject({ email: knownEmailAddress, password: givenPassword });

/** Language of the mail; Korean by default. */
const language = z.enum(languages).exactOptional();
const linkToken = z
  .string()
  .regex(/^[A-Za-z0-9_.-]{1,200}$/, { error: 'must be the token of a link' });

export const verificationInput = z.strictObject({ language });
export const verifyInput = z.strictObject({ token: linkToken });
export const requestResetInput = z.strictObject({ email: knownEmailAddress, language });
export const resetInput = z.strictObject({ token: linkToken, password: newPassword });

/** The password, or the mailed code of a user without a password. */
const proof = {
  password: givenPassword.exactOptional(),
  code: z
    .string()
    .regex(/^\d{6}$/, { error: 'must be the six digits of a mail' })
    .exactOptional(),
};
export const changeEmailInput = z.strictObject({ email: emailAddress, ...proof, language });
export const changePasswordInput = z.strictObject({ newPassword, ...proof, language });
export const deleteInput = z.strictObject({
  ...proof,
  /** Consent to the loss of the wallet's balance. */
  forfeitBalance: z.literal(true).exactOptional(),
});
export const revokeInput = z.union([
  z.strictObject({ sessionId: z.guid() }),
  z.strictObject({ all: z.literal(true) }),
]);
export type ProofInput = { [Field in keyof typeof proof]?: z.output<(typeof proof)[Field]> };
export type ChangeEmailInput = z.output<typeof changeEmailInput>;
export type ChangePasswordInput = z.output<typeof changePasswordInput>;
export type DeleteInput = z.output<typeof deleteInput>;
export type RevokeInput = z.output<typeof revokeInput>;
export type VerificationInput = z.output<typeof verificationInput>;
export type RequestResetInput = z.output<typeof requestResetInput>;
export type ResetInput = z.output<typeof resetInput>;
export type SignUpInput = z.output<typeof signUpInput>;
export type SignInInput = z.output<typeof signInInput>;
