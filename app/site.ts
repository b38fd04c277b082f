import 'server-only';
import { headers } from 'next/headers';

/** Returns the site's origin as the client named it, because any host may be in front of the app. */
export async function siteUrl(): Promise<URL> {
  const given = await headers();
  const host = given.get('x-forwarded-host') ?? given.get('host') ?? 'localhost';
  const protocol = given.get('x-forwarded-proto') === 'https' ? 'https' : 'http';
  return new URL(`${protocol}://${host}`);
}

/** Returns the nonce of the page's policy, which every script of the page carries. */
export async function scriptNonce(): Promise<string | undefined> {
  const policy = (await headers()).get('content-security-policy') ?? '';
  return /'nonce-([^']+)'/.exec(policy)?.[1];
}
