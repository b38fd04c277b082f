'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { api, type Outputs } from '../api.ts';
import type { Booking } from '../booking.ts';
import { Link, useRouter } from '../navigation.ts';
import type { PlaceState } from '../place-state.ts';
import { staffChangePollMs } from '../query-client.ts';
import { ClockPill } from '../turn/clock-pill.tsx';
import { useExpiredHold } from '../turn/expired-hold.ts';
import { ExpiredHold } from '../turn/expired-notice.tsx';
import { HeldElsewhere } from '../turn/held-elsewhere.tsx';
import { heldOf } from '../turn/held.ts';
import { SaleFrame } from '../turn/sale-frame.tsx';
import { sinceMount } from '../turn/since-mount.ts';
import { TurnOver } from '../turn/turn-over.tsx';
import { useTurn, useTurnRefusal } from '../turn/use-turn.ts';
import { buttonClass } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { Leave } from '../waiting-room/leave.tsx';
import { DateList } from './date-list.tsx';
import type { FutureDate } from './dates.ts';

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
  const seating = useTranslations('seating');
  const router = useRouter();
  const turn = useTurn(concertId, status);
  const utils = api.useUtils();
  const query = api.catalog.dates.useQuery(
    { concertId },
    { initialData: rendered, refetchInterval: staffChangePollMs, enabled: !turn.over },
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
    <SaleFrame
      step="date"
      back={{ href: `/concerts/${concertId}`, label: seating('turn.concert') }}
      title={seating('dates.title')}
      about={<p className="truncate text-sm leading-5 text-muted">{about}</p>}
      aside={
        <ClockPill turn={turn} held={held} onHoldOver={() => void utils.reservation.invalidate()} />
      }
      isUnreachable={turn.unreachable}
    >
      <main id="content" className="min-h-0 flex-1 overflow-y-auto">
        <div className="mx-auto flex w-full max-w-5xl flex-col gap-5 px-4 py-5 sm:px-6 sm:py-8">
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
        </div>
      </main>
    </SaleFrame>
  );
}

interface SoldOutProps {
  concertId: number;
  /** True hides the leave button, because leaving the queue releases the held seats. */
  holdsSeats: boolean;
  onLeft: () => Promise<void>;
}

/**
 * Appears during a turn if no performance has a free seat. The user can wait for a seat, join the
 * waitlist, see other concerts or leave the queue.
 */
function SoldOut({ concertId, holdsSeats, onLeft }: SoldOutProps) {
  const t = useTranslations('seating.dates');
  const catalog = useTranslations('catalog');
  const actions = (
    <>
      <Link href={`/concerts/${concertId}/waitlist`} prefetch={false} className={buttonClass()}>
        {catalog('waitlist')}
      </Link>
      <Link href="/" className={buttonClass('secondary')}>
        {catalog('others')}
      </Link>
      {!holdsSeats && <Leave concertId={concertId} onLeft={onLeft} />}
    </>
  );
  return (
    <Notice title={t('noneTitle')} actions={actions}>
      {t('none')}
    </Notice>
  );
}
