import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { getLocale, getNow, getTranslations } from 'next-intl/server';
import { textIn } from '#components/localized.ts';
import { heldOf } from '#components/turn/held.ts';
import { SeatPicker } from '#components/seat-map/seat-picker.tsx';
import { attempt } from '#components/turn/attempt.ts';
import { idInPath } from '#components/turn/id-in-path.ts';
import { turnRefused } from '#components/turn/turn-refused.tsx';
import { requireSignIn, serverApi } from '../../../../../server-api.ts';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('seating.map'))('title') };
}

export default async function SeatsPage({
  params,
}: {
  params: Promise<{ concertId: string; performanceId: string }>;
}) {
  const path = await params;
  const concertId = idInPath(path.concertId);
  const performanceId = idInPath(path.performanceId);
  await requireSignIn(`/concerts/${concertId}/seats/${performanceId}`);
  const { api } = await serverApi();
  const concert = await attempt(api.catalog.concert({ concertId }));
  if (!concert.ok) return turnRefused(concertId, concert.code, api.reservation.mine);
  const date = concert.data.dates.find((one) => one.performanceId === performanceId);
  const isCancelled = concert.data.state === 'CANCELLED';
  const loaded = await attempt(
    Promise.all([
      api.seating.seats({ performanceId }),
      api.queue.status({ concertId }),
      api.reservation.mine(),
    ]),
  );
  if (!loaded.ok) {
    const cancelled = isCancelled ? undefined : performanceId;
    return turnRefused(concertId, loaded.code, api.reservation.mine, cancelled);
  }
  if (date === undefined) notFound();

  const [seats, status, bookings] = loaded.data;
  const title = textIn(await getLocale(), concert.data.texts.title);
  const { startsAt } = date;
  const { orphanRule, maxSeats, dates } = concert.data;
  const shown = { concertId, performanceId, title, startsAt, orphanRule, maxSeats, status, seats };
  const now = (await getNow()).getTime();
  const hasDates = dates.filter((one) => Date.parse(one.startsAt) > now).length > 1;
  return <SeatPicker {...shown} hasDates={hasDates} held={heldOf(bookings, concertId)} />;
}
