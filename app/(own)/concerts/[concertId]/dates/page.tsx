import type { Metadata } from 'next';
import { getLocale, getNow, getTranslations } from 'next-intl/server';
import { redirectTo } from '#components/redirect.ts';
import { DatePicker } from '#components/dates/date-picker.tsx';
import { textIn } from '#components/localized.ts';
import { heldOf } from '#components/turn/held.ts';
import { attempt } from '#components/turn/attempt.ts';
import { idInPath } from '#components/turn/id-in-path.ts';
import { turnRefused } from '#components/turn/turn-refused.tsx';
import { requireSignIn, serverApi } from '../../../../server-api.ts';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('seating.dates'))('title') };
}

/** A concert with a single date goes straight to the date's seats. */
export default async function DatesPage({ params }: { params: Promise<{ concertId: string }> }) {
  const concertId = idInPath((await params).concertId);
  await requireSignIn(`/concerts/${concertId}/dates`);
  const { api } = await serverApi();
  const loaded = await attempt(
    Promise.all([
      api.catalog.dates({ concertId }),
      api.queue.status({ concertId }),
      api.catalog.concert({ concertId }),
      api.reservation.mine(),
    ]),
  );
  if (!loaded.ok) return turnRefused(concertId, loaded.code, api.reservation.mine);

  const [dates, status, concert, bookings] = loaded.data;
  const now = (await getNow()).getTime();
  const all = concert.dates
    .filter(({ startsAt }) => Date.parse(startsAt) > now)
    .map(({ performanceId, startsAt }) => ({ performanceId, startsAt }));
  const [only] = dates;
  if (all.length === 1 && only !== undefined)
    return redirectTo(`/concerts/${String(concertId)}/seats/${String(only.performanceId)}`);
  const locale = await getLocale();
  const about = `${textIn(locale, concert.texts.title)} · ${textIn(locale, concert.texts.venue)}`;
  const shown = { concertId, about, status, dates, all };
  return <DatePicker {...shown} held={heldOf(bookings, concertId)} />;
}
