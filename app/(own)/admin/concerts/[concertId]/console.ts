import { notFound } from 'next/navigation';
import { getLocale, getTranslations } from 'next-intl/server';
import { cache } from 'react';
import { textIn } from '#components/localized.ts';
import { idInPath } from '#components/turn/id-in-path.ts';
import { serverApi, viewer } from '../../../../server-api.ts';
import { unlessRefused } from '../../unless-refused.ts';

export interface ConsoleProps {
  params: Promise<{ concertId: string }>;
}

const load = cache(async (given: string) => {
  const concertId = idInPath(given);
  const { api } = await serverApi();
  const loading = Promise.all([
    api.admin.concerts.get({ concertId }),
    unlessRefused('ADMIN_ONLY', api.admin.overview({ concertId })),
  ]);
  const found = unlessRefused('NOT_FOUND', loading).then((loaded) => loaded ?? notFound());
  const [concert, overview] = (await unlessRefused('ADMIN_ONLY', found)) ?? [];
  return concert === undefined || overview == null ? null : { concert, overview };
});

/**
 * Returns a concert in any state with its figures, once per request. Null if the viewer has no
 * suitable role. Renders the not-found page for an unknown concert, or one outside the grants.
 */
export async function consoleOf(params: ConsoleProps['params']) {
  return load((await params).concertId);
}

type Tab = 'now' | 'seats' | 'bookings' | 'record';

/** Returns the title of a concert's page; the console's title if the viewer is refused. */
export async function consoleTitle(params: ConsoleProps['params'], tab: Tab): Promise<string> {
  const isStaff = ((await viewer())?.roles ?? []).length > 0;
  const [loaded, locale, t] = await Promise.all([
    isStaff ? consoleOf(params) : null,
    getLocale(),
    getTranslations('console'),
  ]);
  if (loaded === null) return t('brand');
  return t('pageTitle', { page: t(`tab.${tab}`), title: textIn(locale, loaded.concert.title) });
}
