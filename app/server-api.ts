import 'server-only';
import { createHydrationHelpers } from '@trpc/react-query/rsc';
import { cookies, headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { cache } from 'react';
import { createQueryClient } from '#components/query-client.ts';
import { createContext } from '#server/request/context.ts';
import { type AppRouter, createCaller } from '#server/trpc/root.ts';

/** Returns a tRPC caller with the viewer's cookies, for calls during rendering. */
export const serverApi = cache(async () => {
  const [given, jar] = await Promise.all([headers(), cookies()]);
  const context = createContext({
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
  const { trpc: api, HydrateClient } = createHydrationHelpers<AppRouter>(
    createCaller(context),
    cache(createQueryClient),
  );
  return { api, HydrateClient };
});

/** Returns null if the viewer is signed out. */
export const viewer = cache(async () => (await serverApi()).api.account.me());

/**
 * Returns true if the render becomes a page template for all signed-in users. Trusts
 * `x-jari-for-anyone`, because the app server drops this header from client requests.
 */
export const isAnonymousRender = cache(async () => (await headers()).has('x-jari-for-anyone'));

/** Returns null for a signed-out viewer, and SOMEONE for a page template. */
export const audience = async () => ((await isAnonymousRender()) ? ('SOMEONE' as const) : viewer());

/** Redirects a signed-out user to the sign-in page, which opens `returnTo` after sign-in. */
export async function requireSignIn(returnTo: string) {
  return (await viewer()) ?? redirect(`/sign-in?returnTo=${encodeURIComponent(returnTo)}`);
}
