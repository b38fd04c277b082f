import type { ConcertName } from '#components/staff/concert-names.ts';
import type { Api } from './staff-page.tsx';

const pagesMax = 20;

/** Returns the concerts of the viewer's grants in any state, newest first, at most 1,000. */
export async function concertsOf(api: Api): Promise<ConcertName[]> {
  const found: ConcertName[] = [];
  let cursor: number | null = null;
  for (let page = 0; page < pagesMax; page += 1) {
    const answer: Awaited<ReturnType<Api['admin']['concerts']['list']>> =
      await api.admin.concerts.list(cursor === null ? {} : { cursor });
    found.push(...answer.items.map(({ concertId, title }) => ({ concertId, title })));
    cursor = answer.cursor;
    if (cursor === null) break;
  }
  return found;
}
