import { useNow, useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { useFormats } from '#components/format.tsx';
import { buttonClass } from '#components/ui/button.tsx';
import { Link } from '../navigation.ts';
import { Follow } from '../notices/follow.tsx';
import { BookLink } from './book-link.tsx';
import { type Concert, nextChangeAt, waitingRoomOpensAt } from './concert.ts';
import { OpensIn } from './opens-in.tsx';
import { QueueNow } from './queue-now.tsx';

/** Shows the next step, and a button only if the user can book or wait on the next page. */
export function Booking({ concert }: { concert: Concert }) {
  const t = useTranslations('catalog');
  switch (concert.saleState) {
    case 'ON_SALE':
      return (
        <>
          <Line concert={concert} />
          <BookLink concertId={concert.concertId} label="book" />
        </>
      );
    case 'QUEUE_OPEN':
    case 'UPCOMING':
      return <Opening concert={concert} />;
    case 'SOLD_OUT':
      return (
        <>
          <p className="text-sm">{t('bookSoldOut')}</p>
          <Link
            href={`/concerts/${String(concert.concertId)}/waitlist`}
            prefetch={false}
            className={buttonClass('primary', 'min-h-13 w-full text-lg')}
          >
            {t('waitlist')}
          </Link>
        </>
      );
    case 'ENDED':
      return <Elsewhere>{t('bookOver')}</Elsewhere>;
    case 'CANCELLED':
      return <Elsewhere>{t('bookCancelled')}</Elsewhere>;
  }
}

function Line({ concert: { concertId, maxSeats } }: { concert: Concert }) {
  const t = useTranslations('catalog');
  return (
    <div className="flex items-center justify-between gap-3">
      <QueueNow concertId={concertId} />
      <span className="ml-auto text-sm text-muted lg:hidden">
        {t('seats', { count: maxSeats })}
      </span>
    </div>
  );
}

const mayEnter = (concert: Concert, now: Date): boolean =>
  concert.saleState === 'QUEUE_OPEN' || Date.parse(waitingRoomOpensAt(concert)) <= now.getTime();

/** Shows the waiting-room link from one hour before the sale, or earlier if the queue is open. */
function Opening({ concert }: { concert: Concert }) {
  const now = useNow();
  const { concertId, saleState, opensAt } = concert;
  return (
    <>
      <OpensIn opensAt={opensAt} changesAt={nextChangeAt(concert, now)} />
      {mayEnter(concert, now) && (
        <BookLink
          concertId={concertId}
          label={saleState === 'QUEUE_OPEN' ? 'joinLine' : 'enterEarly'}
        />
      )}
      {saleState === 'UPCOMING' && <Follow concertId={concertId} />}
    </>
  );
}

/** Says how a sale that has not begun will begin. */
export function OpeningNote({ concert }: { concert: Concert }) {
  const t = useTranslations('catalog');
  const { moment } = useFormats();
  const now = useNow();
  const { saleState, lineOpensAt, opensAt } = concert;
  if (saleState !== 'QUEUE_OPEN' && saleState !== 'UPCOMING') return null;
  const roomOpensAt = waitingRoomOpensAt(concert);
  const times = { line: moment(lineOpensAt), room: moment(roomOpensAt) };
  const about =
    saleState === 'QUEUE_OPEN'
      ? 'bookQueue'
      : mayEnter(concert, now)
        ? 'bookSoon'
        : roomOpensAt === lineOpensAt
          ? 'bookLine'
          : 'bookLater';
  return (
    <div className="flex flex-col gap-1">
      <p className="font-semibold">{t('opensAt', { time: moment(opensAt) })}</p>
      <p className="text-sm text-muted">{t(about, times)}</p>
    </div>
  );
}

function Elsewhere({ children }: { children: ReactNode }) {
  const t = useTranslations('catalog');
  return (
    <>
      <p className="text-sm">{children}</p>
      <Link href="/" className={buttonClass('secondary', 'w-full')}>
        {t('others')}
      </Link>
    </>
  );
}
