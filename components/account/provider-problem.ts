import type { AccountProblem } from './use-account-form.ts';

/** What next-auth's `?error=` means for a person; null where nothing went wrong. */
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
