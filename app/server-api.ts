import 'server-only';
import { createHydrationHelpers } from '@trpc/react-query/rsc';
import { cookies, headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { cache } from 'react';
import { createQueryClient } from '#components/query-client.ts';
import { createContext } from '#server/request/context.ts';
import { type AppRouter, createCaller } from '#server/trpc/root.ts';

/** tRPC during rendering, called as the page's viewer. */
export const serverApi = cache(async () => {
  const [given, jar] = await Promise.all([headers(), cookies()]);
  const context = createContext({
    method: 'GET',
    address: given.get('x-forwarded-for') ?? '',
    // Pass only the cookies: no other header may identify a user during rendering.
    header: (name) =>
      name === 'cookie'
        ? jar.toString()
        : name === 'authorization'
          ? undefined
          : (given.get(name) ?? undefined),
    setCookie: () => undefined, // rendering cannot set cookies; the browser's next poll does
  });
  const { trpc: api, HydrateClient } = createHydrationHelpers<AppRouter>(
    createCaller(context),
    cache(createQueryClient),
  );
  return { api, HydrateClient };
});

/** The signed-in user, or null. */
export const viewer = cache(async () => (await serverApi()).api.account.me());

/**
 * Whether this render becomes a page template for all signed-in users. The server sets the header
 * and drops it from client requests.
 */
export const isAnonymousRender = cache(async () => (await headers()).has('x-jari-for-anyone'));

/** The viewer the page is rendered for: null if signed out, SOMEONE in a page template. */
export const audience = async () => ((await isAnonymousRender()) ? ('SOMEONE' as const) : viewer());

/** Returns the viewer. Redirects a signed-out reader to the sign-in page, which returns here. */
export async function requireSignIn(returnTo: string) {
  return (await viewer()) ?? redirect(`/sign-in?returnTo=${encodeURIComponent(returnTo)}`);
}
