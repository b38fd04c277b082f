'use client';

import { useTranslations } from 'next-intl';
import { createContext, type ReactNode, useContext, useEffect, useSyncExternalStore } from 'react';
import { useAddress, usePathname } from '../navigation.ts';
import { withReturnTo } from '../account/own-path.ts';
import { api } from '../api.ts';
import { buttonClass } from '../ui/button.tsx';
import { Page } from '../ui/page.tsx';
import { createSessionWatch, type SessionWatch } from './session-watch.ts';
import { shareViewer } from './tabs.ts';

const nobody = createSessionWatch(
  { path: () => '/', reload: () => undefined, ask: () => Promise.resolve(null) },
  null,
);
export const SessionContext = createContext<SessionWatch>(nobody);

/** Replaces the page with a sign-in link after the session ends. */
export function SessionGate({ children }: { children: ReactNode }) {
  const watch = useContext(SessionContext);
  const path = usePathname();
  const endedAt = useSyncExternalStore(watch.subscribe, watch.endedAt, () => null);
  useLearning(watch, path);
  return endedAt === path ? <Ended path={path} /> : children;
}

/**
 * Requests the user from the server, because a page template contains no user. The waiting room
 * omits the account request, because all its users arrive in the same second.
 */
function useLearning(watch: SessionWatch, path: string): void {
  const isUnknown = watch.viewer() === undefined && !path.endsWith('/queue');
  const { data } = api.account.me.useQuery(undefined, { enabled: isUnknown, staleTime: Infinity });
  const viewer = watch.viewer() ?? data?.userId;
  useEffect(() => {
    if (viewer !== undefined) watch.learn(viewer);
    return shareViewer(viewer ?? watch.viewer(), watch);
  }, [viewer, watch]);
}

function Ended({ path }: { path: string }) {
  const t = useTranslations('account.ended');
  return (
    <Page narrow focused title={t('title')} lead={t('about')}>
      <a
        href={useAddress()(withReturnTo('/sign-in', path))}
        className={buttonClass('primary', 'self-start')}
      >
        {t('signIn')}
      </a>
    </Page>
  );
}
