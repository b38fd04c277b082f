import { getCsrfToken } from 'next-auth/react';
import type { SignInInput } from '#server/account/account.schema.ts';

/** Why a sign-in did not work; each has its words in messages/account.json. */
export type SignInProblem = 'WRONG' | 'NO_COOKIES' | 'TOO_MANY_REQUESTS' | 'BUSY';

/**
 * Signs in, so that the session's cookie is set; null when it worked. next-auth's own signIn() is not used, since it cannot read
 * the relative address that our sign-in answers with.
 */
export async function signInWithPassword({ email, password }: SignInInput): Promise<SignInProblem | null> {
  const csrfToken = await getCsrfToken();
  if (csrfToken === undefined) return 'BUSY';
  const answer = await fetch('/api/auth/callback/credentials', {
    method: 'POST',
    body: new URLSearchParams({ csrfToken, email, password, json: 'true' }),
  }).catch(() => null); // no answer at all
  if (answer?.status === 401) return 'WRONG';
  if (answer?.status === 429) return 'TOO_MANY_REQUESTS';
  if (!answer?.ok) return 'BUSY';
  const { url } = (await answer.json()) as { url?: string };
  return url?.includes('csrf=true') ? 'NO_COOKIES' : null;
}

/** Goes on by a full navigation: the header, rendered by the server, then knows who is here. */
export function goOn(returnTo: string): void {
  window.location.assign(returnTo);
}
