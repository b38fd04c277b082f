'use client';

import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { api, type Outputs } from '../api.ts';
import type { Booking } from '../booking.ts';
import { heldOf } from '../turn/held.ts';
import { HeldElsewhere } from '../seat-map/held-elsewhere.tsx';
import { useExpiredHold } from '../seat-map/expired-hold.ts';
import { ExpiredHold } from '../seat-map/trouble.tsx';
import { sinceMount } from '../turn/since-mount.ts';
import { TurnBar } from '../turn/turn-bar.tsx';
import { TurnOver } from '../turn/turn-over.tsx';
import type { PlaceState } from '../place-state.ts';
import { useTurn, useTurnRefusal } from '../turn/use-turn.ts';
import { Page } from '../ui/page.tsx';
import { DateList, type FutureDate } from './date-list.tsx';
import { SoldOut } from './sold-out.tsx';

const refreshMs = 2_000;

interface DatePickerProps {
  concertId: number;
  /** Title and venue in the user's language. */
  about: string;
  status: PlaceState;
  dates: Outputs['catalog']['dates'];
  /** All future dates of the concert. */
  all: FutureDate[];
  held: Booking | null;
}

/** During a turn, lists the performances with their current numbers of free seats. */
export function DatePicker({
  concertId,
  about,
  status,
  dates: rendered,
  all,
  held: heldBefore,
}: DatePickerProps) {
  const t = useTranslations('seating.dates');
  const router = useRouter();
  const turn = useTurn(concertId, status);
  const utils = api.useUtils();
  const query = api.catalog.dates.useQuery(
    { concertId },
    { initialData: rendered, refetchInterval: refreshMs, enabled: !turn.over },
  );
  const mine = api.reservation.mine.useQuery(undefined, { refetchOnMount: 'always' });
  const bookings = mine.isFetchedAfterMount ? mine.data : undefined;
  const held = bookings === undefined ? heldBefore : heldOf(bookings, concertId);
  const { expired } = useExpiredHold(held, bookings);
  useTurnRefusal(concertId, query.error);
  const [left, setLeft] = useState(false);
  const leave = () => {
    setLeft(true); // Skips the explanation, because the user ended the turn.
    router.push('/');
    return Promise.resolve();
  };
  if (turn.over && !left) return <TurnOver concertId={concertId} turn={turn} />;

  const dates = sinceMount(query, rendered);
  return (
    <>
      <TurnBar turn={turn} held={held} onHoldOver={() => void utils.reservation.invalidate()} />
      <Page title={t('title')} lead={about}>
        {held !== null && <HeldElsewhere held={held} />}
        {expired !== null && (
          <ExpiredHold key={expired.reservationId} reason={expired.releasedReason} />
        )}
        {dates.length === 0 ? (
          <SoldOut concertId={concertId} holdsSeats={held !== null} onLeft={leave} />
        ) : (
          <DateList
            concertId={concertId}
            dates={dates}
            heldPerformanceId={held?.performanceId}
            all={all}
          />
        )}
      </Page>
    </>
  );
}
