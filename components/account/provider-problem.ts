import type { AccountProblem } from './use-account-form.ts';

/** Maps next-auth's `?error=` to a problem. Returns null if there is none. */
export function providerProblem(error: unknown): AccountProblem | null {
  switch (error) {
    case undefined:
    case 'SessionRequired':
      return null;
    case 'EMAIL_TAKEN':
      return 'EMAIL_TAKEN';
    case 'AccessDenied':
      return 'DENIED';
    case 'CredentialsSignin':
      return 'WRONG';
    default:
      return 'PROVIDER';
  }
}
