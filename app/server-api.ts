import 'server-only';
import { cookies, headers } from 'next/headers';
import { cache } from 'react';
import { redirectTo } from '#components/redirect.ts';
import { createPageContext } from '#server/request/context.ts';
import { createCaller } from '#server/trpc/root.ts';

/** Returns a tRPC caller with the viewer's cookies, for calls during rendering. */
export const serverApi = cache(async () => {
  const [given, jar] = await Promise.all([headers(), cookies()]);
  const context = createPageContext({
    method: 'GET',
    address: given.get('x-forwarded-for') ?? '',
    // Drops the Authorization header, because only cookies may identify the viewer during
    // rendering.
    header: (name) =>
      name === 'cookie'
        ? jar.toString()
        : name === 'authorization'
          ? undefined
          : (given.get(name) ?? undefined),
    setCookie: () => undefined, // Rendering cannot set cookies, but the next poll can.
  });
  return { api: createCaller(context) };
});

/** Returns null if the viewer is signed out. */
export const viewer = cache(async () => (await serverApi()).api.account.me());

/**
 * Returns true if the render becomes a cached page. Trusts `x-jari-for-anyone`, because the app
 * server drops this header from client requests.
 */
export const isAnonymousRender = cache(async () => (await headers()).has('x-jari-for-anyone'));

/** Returns null for a signed-out viewer, and SOMEONE for the cached page of all signed-in users. */
export const audience = async () => ((await isAnonymousRender()) ? ('SOMEONE' as const) : viewer());

/** Redirects a signed-out user to the sign-in page, which opens `returnTo` after sign-in. */
export async function requireSignIn(returnTo: string) {
  return (await viewer()) ?? redirectTo(`/sign-in?returnTo=${encodeURIComponent(returnTo)}`);
}
