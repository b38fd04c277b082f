'use client';

import { useTranslations } from 'next-intl';
import { useRef, useState } from 'react';
import { api } from '../../api.ts';
import { useFormats } from '../../format.tsx';
import { Trouble } from '../../tickets/trouble.tsx';
import { Badge } from '../../ui/badge.tsx';
import { useConcert } from '../live/live-concert.tsx';
import { shortId } from '../seat-words.ts';
import { useVerb } from '../frame/verbs.tsx';
import { TimeLeft } from '../time-left.tsx';
import { bookingsOf, type StaffBooking } from './bookings.ts';
import type { ConsoleConcert } from './types.ts';
import { ConsolePage } from './console-page.tsx';
import { SeatDrawer } from './seat-drawer.tsx';
import { matches } from './search.ts';
import { SearchField } from './search-field.tsx';

const pollMs = 5_000;
const shownMax = 100;

interface BookingsPageProps {
  concert: ConsoleConcert;
  title: string;
}

/** Finds a booking of any date by person, seat or number. A booking opens with its controls. */
export function BookingsPage({ concert, title }: BookingsPageProps) {
  const t = useTranslations('console.bookings');
  const { moment } = useFormats();
  const { concertId, performances } = useConcert(concert);
  const [typed, setTyped] = useState('');
  const [opened, setOpened] = useState<number | null>(null);
  const search = useRef<HTMLInputElement>(null);
  useVerb(['refund'], () => search.current?.focus());
  const queries = api.useQueries((each) =>
    performances.map(({ performanceId }) =>
      each.admin.seatMap({ performanceId }, { refetchInterval: pollMs }),
    ),
  );
  const dates = performances.map(({ performanceId, startsAt }, at) => ({
    performanceId,
    startsAt,
    seats: queries[at]?.data ?? [],
  }));
  const all = bookingsOf(dates);
  const shown = all.filter(({ reservationId, person, seats, startsAt }) =>
    matches(typed, [
      String(reservationId),
      person.name,
      person.email,
      person.userId,
      ...seats.map(({ seat, grade }) => `${grade}${String(seat)}`),
      moment(startsAt),
    ]),
  );
  const open = all.find(({ reservationId }) => reservationId === opened);
  const [seat] = open?.seats ?? [];
  const failed = queries.find(({ isError }) => isError);
  const isLoading = queries.some(({ isPending }) => isPending);
  return (
    <ConsolePage title={title}>
      <SearchField ref={search} label={t('find')} value={typed} onChange={setTyped} />
      {failed !== undefined && <Trouble query={failed} />}
      <p role="status" className="text-sm text-muted">
        {isLoading ? t('loading') : t('count', { count: shown.length })}
        {shown.length > shownMax && <> {t('first', { shown: shownMax })}</>}
      </p>
      {shown.length > 0 && (
        <ul className="divide-y divide-line rounded-2xl border border-line bg-surface">
          {shown.slice(0, shownMax).map((booking) => (
            <li key={booking.reservationId}>
              <Row booking={booking} onOpen={() => setOpened(booking.reservationId)} />
            </li>
          ))}
        </ul>
      )}
      {open !== undefined && seat !== undefined && (
        <SeatDrawer
          key={open.reservationId}
          concertId={concertId}
          performanceId={open.performanceId}
          seat={seat}
          seats={[
            ...(dates.find(({ performanceId }) => performanceId === open.performanceId)?.seats ??
              []),
          ]}
          onClose={() => setOpened(null)}
        />
      )}
    </ConsolePage>
  );
}

function Row({ booking, onOpen }: { booking: StaffBooking; onOpen: () => void }) {
  const t = useTranslations('console');
  const { moment, won } = useFormats();
  const { reservationId, person, seats, startsAt, state, heldUntil, amount } = booking;
  return (
    <button
      type="button"
      onClick={onOpen}
      className="flex min-h-14 w-full flex-wrap items-center gap-x-4 gap-y-0.5 px-4 py-2 text-left hover:bg-raised"
    >
      <span className="min-w-0 flex-1 basis-52">
        <bdi className="font-semibold">{person.name ?? shortId(person.userId ?? '')}</bdi>{' '}
        <bdi className="text-sm break-all text-muted">{person.email}</bdi>
        <span className="block text-sm text-muted">
          {t('bookings.number', { number: reservationId })} · {moment(startsAt)}
        </span>
      </span>
      <span className="font-semibold">
        {seats.map(({ seat, grade }) => t('seatShort', { seat, grade })).join(', ')}
      </span>
      <span className="flex items-center gap-2">
        <Badge tone={state === 'held' ? 'warning' : 'success'}>{t(`seat.${state}`)}</Badge>
        {heldUntil !== null && <TimeLeft until={heldUntil} />}
      </span>
      <span className="ml-auto text-right font-semibold tabular-nums">{won(amount)}</span>
    </button>
  );
}
