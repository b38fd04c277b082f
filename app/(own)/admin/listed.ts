import { cache } from 'react';
import { serverApi } from '../../server-api.ts';
import { unlessRefused } from './unless-refused.ts';

/**
 * Lists the current concerts of the viewer's grants, once per request. Null for a viewer without a
 * role.
 */
export const listedConcerts = cache(async () => {
  const { api } = await serverApi();
  return unlessRefused('ADMIN_ONLY', api.admin.concerts.list({ archived: false }));
});
