import 'server-only';
import { createHydrationHelpers } from '@trpc/react-query/rsc';
import { cookies, headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { cache } from 'react';
import { createQueryClient } from '#components/query-client.ts';
import { createContext } from '#server/request/context.ts';
import { type AppRouter, createCaller } from '#server/trpc/root.ts';

/** tRPC for a page that is being rendered: the caller is whoever the page is for. */
export const serverApi = cache(async () => {
  const [given, jar] = await Promise.all([headers(), cookies()]);
  const context = createContext({
    method: 'GET',
    address: given.get('x-forwarded-for') ?? '',
    // The cookies as rendering sees them, and nothing else that could name somebody.
    header: (name) =>
      name === 'cookie'
        ? jar.toString()
        : name === 'authorization'
          ? undefined
          : (given.get(name) ?? undefined),
    setCookie: () => undefined, // rendering cannot set any; the browser's own next poll will
  });
  const { trpc: api, HydrateClient } = createHydrationHelpers<AppRouter>(
    createCaller(context),
    cache(createQueryClient),
  );
  return { api, HydrateClient };
});

/** Who is looking at the page; null when nobody has signed in. */
export const viewer = cache(async () => (await serverApi()).api.account.me());

/** Whether the page is rendered to be kept, and given to whoever has signed in. The front asks for it, and lets nobody else do so. */
export const isAnonymousRender = cache(async () => (await headers()).has('x-jari-for-anyone'));

/** Who a page is rendered for: nobody who has signed in (null), this person, or SOMEONE who has, whoever they are. */
export const audience = async () => ((await isAnonymousRender()) ? ('SOMEONE' as const) : viewer());

/** The viewer; whoever has not signed in is sent to do so, and back here afterwards. */
export async function requireSignIn(returnTo: string) {
  return (await viewer()) ?? redirect(`/sign-in?returnTo=${encodeURIComponent(returnTo)}`);
}
