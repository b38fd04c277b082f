import { z } from 'zod';

/** Form of TERMS_VERSION and of each accepted version. */
export const termsVersion = z
  .string()
  .regex(/^[A-Za-z0-9._-]{1,32}$/, { error: 'must be 1 to 32 letters, digits, dots or dashes' });
