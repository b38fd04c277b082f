import { z } from 'zod';
import { characters, plainText } from '../ids.schema.ts';

export const emailAddress = characters(1, 254).trim().toLowerCase().pipe(z.email());
const password = (min: number) =>
  characters(min, 200).refine((value) => value.isWellFormed() && !value.includes('\0'), { error: 'must be plain text' });

export const signUpInput = z.strictObject({ email: emailAddress, password: password(8), name: plainText(100) });
export const signInInput = z.strictObject({ email: emailAddress, password: password(1) });
export type SignUpInput = z.output<typeof signUpInput>;
export type SignInInput = z.output<typeof signInInput>;
