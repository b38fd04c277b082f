import type { Account } from '../session/account.ts';
import { refusalOf } from '../errors.ts';
import type { Outcome } from '../account/use-account-form.ts';

/** Ends the address of a user whose provider has sent none. */
const undeliverable = '@users.invalid';

/** How a user proves to be the owner of the account. A user of `SIGN_IN` has just signed in. */
export type ProofKind = 'PASSWORD' | 'CODE' | 'SIGN_IN';

export function proofOf({ hasPassword, email }: Account): ProofKind {
  if (hasPassword) return 'PASSWORD';
  return email.endsWith(undeliverable) ? 'SIGN_IN' : 'CODE';
}

/** Error texts of the field of the proof. */
export const invalidProof = { password: 'passwordTooLong', code: 'codeInvalid' };
export const missingProof = { password: 'passwordMissing', code: 'codeMissing' };

/** Maps a refusal to the field of the proof, or to a problem of the whole form. */
export function refusedProof(kind: ProofKind, error: unknown): Outcome {
  const { code } = refusalOf(error);
  const field = { PASSWORD: 'password', CODE: 'code', SIGN_IN: null }[kind];
  if (code === 'WRONG_PASSWORD' && field !== null)
    return { done: false, errors: { [field]: `${field}Wrong` } };
  if (code === 'WRONG_PASSWORD') return { done: false, problem: 'SIGN_IN_AGAIN' };
  if (code === 'LINK_EXPIRED') return { done: false, errors: { code: 'codeExpired' } };
  const known = code === 'MAIL_OFF' || code === 'TOO_MANY_REQUESTS' || code === 'LAST_OWNER';
  return { done: false, problem: known ? code : 'BUSY' };
}
