// Calls the next-auth endpoints that the pages use. The official client adds 13 kB to every page
// for a session store that no page reads.

/** Sends a POST request with a CSRF token. Returns null if next-auth does not answer. */
async function post(path: string, fields: Record<string, string>): Promise<Response | null> {
  try {
    const given = await fetch('/api/auth/csrf');
    if (!given.ok) return null;
    const { csrfToken = '' } = (await given.json()) as { csrfToken?: string };
    const body = new URLSearchParams({ ...fields, csrfToken, json: 'true' });
    return await fetch(`/api/auth/${path}`, { method: 'POST', body });
  } catch (error) {
    // The network fails, or a proxy sends HTML instead of JSON.
    if (error instanceof TypeError || error instanceof SyntaxError) return null;
    throw error;
  }
}

/** Returns undefined if the response is not from next-auth. */
async function addressIn(answer: Response): Promise<string | undefined> {
  const { url } = (await answer.json().catch(() => ({}))) as { url?: string };
  return url;
}

/** Detects a browser that refuses cookies: next-auth then redirects to `?csrf=true`. */
const lacksCookies = (address: string) => address.includes('csrf=true');

/** Each problem has a text in the `account` messages. */
export type SignInProblem = 'WRONG' | 'NO_COOKIES' | 'TOO_MANY_REQUESTS' | 'BUSY';

/** Returns null on success. On success, the response sets the session cookie. */
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

/** Opens the provider's sign-in page. Returns null if the navigation has started. */
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

/** Ends the session and opens the home page. Returns false if the session may still exist. */
export async function signOut(): Promise<boolean> {
  const answer = await post('signout', { callbackUrl: '/' });
  if (!answer?.ok) return false;
  goOn('/');
  return true;
}

/** Loads a new document, so that the server renders the header for the new session. */
export function goOn(address: string): void {
  window.location.assign(address);
}
