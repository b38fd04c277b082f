// next-auth's endpoints as the pages use them. Its own client would add 13 kB to every page, for a session in the browser's memory
// that no page of Jari's reads.

/** Posts to next-auth with the token that it asks for; null when it does not answer. */
async function post(path: string, fields: Record<string, string>): Promise<Response | null> {
  try {
    const given = await fetch('/api/auth/csrf');
    if (!given.ok) return null;
    const { csrfToken = '' } = (await given.json()) as { csrfToken?: string };
    const body = new URLSearchParams({ ...fields, csrfToken, json: 'true' });
    return await fetch(`/api/auth/${path}`, { method: 'POST', body });
  } catch (error) {
    if (error instanceof TypeError || error instanceof SyntaxError) return null; // no network, or a proxy's page instead of JSON
    throw error;
  }
}

/** The address that an answer leads to; without one where something else has answered. */
async function addressIn(answer: Response): Promise<string | undefined> {
  const { url } = (await answer.json().catch(() => ({}))) as { url?: string };
  return url;
}

/** next-auth sends back to its start a browser that has not kept the cookie of its token. */
const lacksCookies = (address: string) => address.includes('csrf=true');

/** Why a sign-in did not work; each has its words in messages/account.json. */
export type SignInProblem = 'WRONG' | 'NO_COOKIES' | 'TOO_MANY_REQUESTS' | 'BUSY';

/** Signs in, so that the session's cookie is set; null when it worked. */
export async function signInWithPassword(given: {
  email: string;
  password: string;
}): Promise<SignInProblem | null> {
  const answer = await post('callback/credentials', { ...given });
  if (answer?.status === 401) return 'WRONG';
  if (answer?.status === 429) return 'TOO_MANY_REQUESTS';
  if (!answer?.ok) return 'BUSY';
  const address = await addressIn(answer);
  return address !== undefined && lacksCookies(address) ? 'NO_COOKIES' : null;
}

/** Goes to a provider's own sign-in; null when the browser is on its way there. */
export async function signInWith(
  provider: string,
  returnTo: string,
): Promise<SignInProblem | null> {
  const answer = await post(`signin/${provider}`, { callbackUrl: returnTo });
  const address = answer?.ok === true ? await addressIn(answer) : undefined;
  if (address === undefined) return 'BUSY';
  if (lacksCookies(address)) return 'NO_COOKIES';
  goOn(address);
  return null;
}

/** Ends the session and goes to the start page. Returns false when the session may still be there. */
export async function signOut(): Promise<boolean> {
  const answer = await post('signout', { callbackUrl: '/' });
  if (!answer?.ok) return false;
  goOn('/');
  return true;
}

/** Goes on by a full navigation: the header, rendered by the server, then knows who is here. */
export function goOn(address: string): void {
  window.location.assign(address);
}
