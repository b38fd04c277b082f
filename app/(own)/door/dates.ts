import { refusalOf } from '#components/errors.ts';
import type { DoorDate } from '#components/door/door-dates.tsx';
import type { serverApi } from '../../server-api.ts';

type Api = Awaited<ReturnType<typeof serverApi>>['api'];
type Concert = Awaited<ReturnType<Api['admin']['concerts']['list']>>['items'][number];

/** Reads the concerts of the viewer's grants that are no drafts, newest first. */
async function concertsOf(api: Api): Promise<Concert[]> {
  const found: Concert[] = [];
  let cursor: number | null = null;
  do {
    const page: { items: Concert[]; cursor: number | null } = await api.admin.concerts.list({
      archived: false,
      ...(cursor !== null && { cursor }),
    });
    found.push(...page.items.filter(({ state }) => state === 'PUBLISHED' || state === 'ENDED'));
    cursor = page.cursor;
  } while (cursor !== null);
  return found;
}

async function datesOf(api: Api, { concertId, title, venue }: Concert): Promise<DoorDate[]> {
  const { performances } = await api.admin.concerts.get({ concertId });
  return performances
    .filter(({ cancelledAt }) => cancelledAt === null)
    .map(({ performanceId, startsAt, endsAt }) => ({
      performanceId,
      startsAt,
      endsAt,
      title,
      venue,
    }));
}

/** Dates stay listed for half a day after their end. */
const listedMs = 12 * 3_600_000;
const dayMs = 86_400_000;
const datesMax = 100;

/**
 * Returns up to 100 dates for a door, next first. Returns null if the viewer's roles do not suffice.
 */
export async function doorDates(
  api: Api,
  roles: readonly string[],
  now: number,
): Promise<DoorDate[] | null> {
  if (!roles.some((role) => ['OWNER', 'MANAGER', 'DOOR'].includes(role))) return null;
  const since = now - listedMs;
  const concerts = (await concertsOf(api)).filter(
    ({ lastDate }) => lastDate !== null && Date.parse(lastDate) + dayMs >= since,
  );
  const read = await Promise.allSettled(concerts.map((concert) => datesOf(api, concert)));
  const dates = read.flatMap((one) => (one.status === 'fulfilled' ? one.value : []));
  const failed = read.find((one) => one.status === 'rejected');
  // One unreadable concert does not close the doors of the others.
  if (failed !== undefined && dates.length === 0) throw failed.reason;
  return dates
    .filter(({ endsAt }) => Date.parse(endsAt) >= since)
    .sort((a, b) => a.startsAt.localeCompare(b.startsAt))
    .slice(0, datesMax);
}

/** Returns a date, or null if the viewer's roles do not suffice. Refusal: NOT_FOUND. */
export async function doorDate(
  api: Api,
  performanceId: number,
): Promise<{ date: DoorDate | null } | null> {
  try {
    await api.door.list({ performanceId });
  } catch (error) {
    if (refusalOf(error).code === 'ADMIN_ONLY') return null;
    throw error;
  }
  for (const concert of await concertsOf(api)) {
    const date = (await datesOf(api, concert)).find((one) => one.performanceId === performanceId);
    if (date !== undefined) return { date };
  }
  return { date: null };
}
