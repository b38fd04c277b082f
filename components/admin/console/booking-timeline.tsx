'use client';

import { useTranslations } from 'next-intl';
import { api } from '../../api.ts';
import { useFormats } from '../../format.tsx';
import { Link } from '../../navigation.ts';
import { type BookingEvent, timelineOf } from './timeline.ts';

interface BookingTimelineProps {
  userId: string;
  reservationId: number;
}

/** Shows what happened to a booking, with a link to its person. */
export function BookingTimeline({ userId, reservationId }: BookingTimelineProps) {
  const t = useTranslations('console.timeline');
  const { moment } = useFormats();
  const words = useEventWords();
  const { data } = api.admin.people.get.useQuery({ userId });
  const booking = data?.reservations.find((one) => one.reservationId === reservationId);
  if (booking === undefined) return null;
  return (
    <section aria-label={t('title')} className="flex flex-col gap-2 text-sm">
      <h3 className="font-semibold">{t('title')}</h3>
      <ol className="flex flex-col gap-1.5 border-l-2 border-line pl-3">
        {timelineOf(booking).map((event) => (
          <li key={`${event.kind} ${event.at} ${event.seats.join()}`}>
            <time dateTime={event.at} className="block text-muted tabular-nums">
              {moment(event.at)}
            </time>
            {words(event)}
          </li>
        ))}
      </ol>
      <Link
        href={`/admin/people/${userId}`}
        className="inline-flex min-h-11 items-center self-start font-semibold text-accent underline"
      >
        {t('person')}
      </Link>
    </section>
  );
}

/** Returns a function that states an event in words. */
function useEventWords(): (event: BookingEvent) => string {
  const t = useTranslations('console.timeline');
  const { won } = useFormats();
  return (event) =>
    t(event.kind, {
      seats: event.seats.join(', '),
      amount: 'amount' in event ? won(event.amount) : '',
      reason: 'reason' in event ? event.reason : '',
    });
}
