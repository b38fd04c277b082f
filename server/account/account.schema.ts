import { z } from 'zod';
import { plainText } from '../ids.schema.ts';

export const emailAddress = z.string().trim().toLowerCase().max(254).pipe(z.email());
const password = z
  .string()
  .min(8)
  .max(200)
  .refine((value) => value.isWellFormed() && !value.includes('\0'), { error: 'must be plain text' });

export const signUpInput = z.strictObject({ email: emailAddress, password, name: plainText(100) });
export const signInInput = z.strictObject({ email: emailAddress, password: z.string().min(1).max(200) });
export type SignUpInput = z.output<typeof signUpInput>;
export type SignInInput = z.output<typeof signInInput>;
