import { z } from 'zod';
import { plainText } from '../ids.schema.ts';

export const emailAddress = z.string().trim().toLowerCase().max(254).pipe(z.email());
const password = z
  .string()
  .max(200)
  .refine((value) => value.isWellFormed() && !value.includes('\0'), { error: 'must be plain text' });

export const signUpInput = z.strictObject({ email: emailAddress, password: password.min(8), name: plainText(100) });
export const signInInput = z.strictObject({ email: emailAddress, password: password.min(1) });
export type SignUpInput = z.output<typeof signUpInput>;
export type SignInInput = z.output<typeof signInInput>;
