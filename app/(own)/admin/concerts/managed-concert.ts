import { notFound } from 'next/navigation';
import { cache } from 'react';
import { may } from '#components/may.ts';
import { idInPath } from '#components/turn/id-in-path.ts';
import { serverApi } from '../../../server-api.ts';
import { unlessRefused } from '../unless-refused.ts';

/**
 * Reads a concert in any state that the viewer may manage, and its poster; otherwise null. Renders
 * the not-found page for a concert outside the viewer's grants.
 */
export const managedConcert = cache(async (number: string) => {
  const concertId = idInPath(number);
  const { api } = await serverApi();
  const read = Promise.all([
    api.admin.concerts.get({ concertId }),
    api.catalog.concert({ concertId }),
  ]);
  const found = unlessRefused('NOT_FOUND', read).then((loaded) => loaded ?? notFound());
  const [concert, shown] = (await unlessRefused('ADMIN_ONLY', found)) ?? [];
  if (concert === undefined || shown === undefined || !may(concert.roles, 'manage')) return null;
  return { concert, poster: shown.poster };
});
