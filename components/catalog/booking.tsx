import Link from 'next/link';
import { useNow, useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { useFormats } from '#components/format.tsx';
import { buttonClass } from '#components/ui/button.tsx';
import { Card } from '#components/ui/card.tsx';
import { type Concert, nextChangeAt, waitingRoomOpensAt } from './concert.ts';
import { OpensIn } from './opens-in.tsx';
import { SaleBadge } from './sale-badge.tsx';

/** Shows a button only if the user can book or wait on the next page. */
export function Booking({ concert }: { concert: Concert }) {
  return (
    <Card className="flex flex-col items-start gap-3">
      <SaleBadge state={concert.saleState} />
      <NextStep concert={concert} />
    </Card>
  );
}

function NextStep({ concert }: { concert: Concert }) {
  const t = useTranslations('catalog');
  switch (concert.saleState) {
    case 'ON_SALE':
      return (
        <>
          <p className="text-muted">{t('bookOpen')}</p>
          <ToWaitingRoom concertId={concert.concertId}>{t('book')}</ToWaitingRoom>
        </>
      );
    case 'QUEUE_OPEN':
    case 'UPCOMING':
      return <Opening concert={concert} />;
    case 'SOLD_OUT':
      return <Elsewhere>{t('bookSoldOut')}</Elsewhere>;
    case 'ENDED':
      return <Elsewhere>{t('bookOver')}</Elsewhere>;
    case 'CANCELLED':
      return <Elsewhere>{t('bookCancelled')}</Elsewhere>;
  }
}

/** Shows the waiting-room link from one hour before the sale, or earlier if the queue is open. */
function Opening({ concert }: { concert: Concert }) {
  const t = useTranslations('catalog');
  const { moment } = useFormats();
  const now = useNow();
  const { concertId, saleState, lineOpensAt, opensAt } = concert;
  const roomOpensAt = waitingRoomOpensAt(concert);
  const mayEnter = saleState === 'QUEUE_OPEN' || Date.parse(roomOpensAt) <= now.getTime();
  const times = { line: moment(lineOpensAt), room: moment(roomOpensAt) };
  const about =
    saleState === 'QUEUE_OPEN'
      ? 'bookQueue'
      : mayEnter
        ? 'bookSoon'
        : roomOpensAt === lineOpensAt
          ? 'bookLine'
          : 'bookLater';
  return (
    <>
      <p className="font-semibold">{t('opensAt', { time: moment(opensAt) })}</p>
      <OpensIn opensAt={opensAt} changesAt={nextChangeAt(concert, now)} />
      <p className="text-muted">{t(about, times)}</p>
      {mayEnter && (
        <ToWaitingRoom concertId={concertId}>
          {t(saleState === 'QUEUE_OPEN' ? 'joinLine' : 'enterEarly')}
        </ToWaitingRoom>
      )}
    </>
  );
}

/**
 * Uses a plain link, because a router navigation sends one more request per user at the opening.
 */
function ToWaitingRoom({ concertId, children }: { concertId: number; children: ReactNode }) {
  return (
    <a
      href={`/concerts/${String(concertId)}/queue`}
      className={buttonClass('primary', 'w-full sm:text-lg')}
    >
      {children}
    </a>
  );
}

function Elsewhere({ children }: { children: ReactNode }) {
  const t = useTranslations('catalog');
  return (
    <>
      <p>{children}</p>
      <Link href="/" className={buttonClass('secondary')}>
        {t('others')}
      </Link>
    </>
  );
}
