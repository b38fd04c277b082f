'use client';

import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { api, type Outputs } from '../api.ts';
import { type Booking, heldOf } from '../seat-map/held.ts';
import { HeldElsewhere } from '../seat-map/held-elsewhere.tsx';
import { useLapsed } from '../seat-map/lapsed.ts';
import { Lapsed } from '../seat-map/trouble.tsx';
import { NoTurn } from '../turn/no-turn.tsx';
import { sinceMount } from '../turn/since-mount.ts';
import { TurnBar } from '../turn/turn-bar.tsx';
import { type QueueStatus, useTurn, useTurnRefusal } from '../turn/use-turn.ts';
import { Page } from '../ui/page.tsx';
import { DateList } from './date-list.tsx';
import { SoldOut } from './sold-out.tsx';

const refreshMs = 5_000;

interface DatePickerProps {
  concertId: number;
  /** Title and venue, in the reader's language. */
  about: string;
  status: QueueStatus;
  dates: Outputs['catalog']['dates'];
  held: Booking | null;
}

/** The dates that still have seats, live, for somebody whose turn it is. */
export function DatePicker({ concertId, about, status, dates: rendered, held: heldBefore }: DatePickerProps) {
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
  const { lapsed } = useLapsed(held, bookings);
  useTurnRefusal(concertId, query.error);
  const [left, setLeft] = useState(false);
  const leave = () => {
    setLeft(true); // their turn ends by their own will: nothing to explain on the way out
    router.push('/');
    return Promise.resolve();
  };
  if (turn.over && !left) return <NoTurn concertId={concertId} reason="ended" focused />;

  const dates = sinceMount(query, rendered);
  return (
    <>
      <TurnBar turn={turn} held={held} onHoldOver={() => void utils.reservation.invalidate()} />
      <Page title={t('title')} lead={about}>
        {held !== null && <HeldElsewhere held={held} />}
        {lapsed !== null && <Lapsed key={lapsed.reservationId} />}
        {dates.length === 0 ? (
          <SoldOut concertId={concertId} holdsSeats={held !== null} onLeft={leave} />
        ) : (
          <DateList concertId={concertId} dates={dates} heldPerformanceId={held?.performanceId} />
        )}
      </Page>
    </>
  );
}
