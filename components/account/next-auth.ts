// Replaces the official next-auth client, which adds 13 kB to every page for an unused session
// store.
import { forgetTickets } from '../offline/forget-tickets.ts';

/** Adds the CSRF token that next-auth requires. Returns null if next-auth does not answer. */
async function post(path: string, fields: Record<string, string>): Promise<Response | null> {
  try {
    const given = await fetch('/api/auth/csrf');
    if (!given.ok) return null;
    const { csrfToken = '' } = (await given.json()) as { csrfToken?: string };
    const body = new URLSearchParams({ ...fields, csrfToken, json: 'true' });
    return await fetch(`/api/auth/${path}`, { method: 'POST', body });
  } catch (error) {
    // A TypeError means a network failure, and a SyntaxError means HTML from a proxy.
    if (error instanceof TypeError || error instanceof SyntaxError) return null;
    throw error;
  }
}

/** Returns undefined if the body is not next-auth's JSON. */
async function addressIn(answer: Response): Promise<string | undefined> {
  const { url } = (await answer.json().catch(() => ({}))) as { url?: string };
  return url;
}

/** For a browser without cookies, next-auth redirects to `?csrf=true`. */
const lacksCookies = (address: string) => address.includes('csrf=true');

/** Each problem has a text in the `account` messages. */
export type SignInProblem = 'WRONG' | 'NO_COOKIES' | 'TOO_MANY_REQUESTS' | 'BUSY';

/** Returns null on success, after the response sets the session cookie. */
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

/** Returns null after the browser starts to open the provider's sign-in page. */
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

/**
 * Also removes the tickets that this device keeps. Returns false if next-auth does not confirm the end
 * of the session.
 */
export async function signOut(): Promise<boolean> {
  const answer = await post('signout', { callbackUrl: '/' });
  if (!answer?.ok) return false;
  await forgetTickets();
  return true;
}

/** Loads a new document, so that the server renders the header for the new session. */
export function goOn(address: string): void {
  window.location.assign(address);
}
