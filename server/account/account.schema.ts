import { z } from 'zod';
import { codePoints } from '../schema/ids.schema.ts';
import { emailAddress, knownEmailAddress } from './email.schema.ts';
import { userName } from './name.schema.ts';

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

export const signUpInput = z.strictObject({
  email: emailAddress,
  password: newPassword,
  name: userName,
});
export const signInInput = z.strictObject({ email: knownEmailAddress, password: givenPassword });
export type SignUpInput = z.output<typeof signUpInput>;
export type SignInInput = z.output<typeof signInInput>;
