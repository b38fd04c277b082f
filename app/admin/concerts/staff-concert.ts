import { notFound } from 'next/navigation';
import { cache } from 'react';
import { idInPath } from '#components/turn/id-in-path.ts';
import { serverApi } from '../../server-api.ts';
import { unlessRefused } from '../unless-refused.ts';

/**
 * Reads a concert in any state, and its poster. Renders the not-found page for a concert outside the
 * viewer's grants.
 */
export const staffConcert = cache(async (number: string) => {
  const concertId = idInPath(number);
  const { api } = await serverApi();
  const read = Promise.all([
    api.admin.concerts.get({ concertId }),
    api.catalog.concert({ concertId }),
  ]);
  const [concert, { poster }] = (await unlessRefused('NOT_FOUND', read)) ?? notFound();
  return { concert, poster };
});
