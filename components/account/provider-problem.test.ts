import { expect, test } from 'vitest';
import { providerProblem } from './provider-problem.ts';

test.each([
  [undefined, null],
  ['SessionRequired', null],
  ['EMAIL_TAKEN', 'EMAIL_TAKEN'],
  ['AccessDenied', 'DENIED'],
  ['CredentialsSignin', 'WRONG'],
  ['OAuthCallback', 'PROVIDER'],
  [['AccessDenied', 'AccessDenied'], 'PROVIDER'],
])('?error=%s is shown as %s', (error, problem) => {
  expect(providerProblem(error)).toBe(problem);
});
