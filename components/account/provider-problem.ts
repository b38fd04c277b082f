import type { AccountProblem } from './use-account-form.ts';

/** Returns null if next-auth's `error` parameter reports no problem. */
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
