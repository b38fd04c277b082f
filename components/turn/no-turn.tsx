'use client';

import { useTranslations } from 'next-intl';
import { api } from '../api.ts';
import { Link } from '../navigation.ts';
import { buttonClass } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { Page } from '../ui/page.tsx';
import { boughtIn } from './bought.ts';
import { JoinQueue } from './join-queue.tsx';

interface NoTurnProps {
  concertId: number;
  /** `ended` means an ended turn; `none` means a user without a place. */
  reason: 'ended' | 'none';
  /** Id of the latest turn's paid reservation at rendering, or undefined. */
  bought?: number | undefined;
  /** True if the component takes the focus, because it replaces visible content. */
  focused?: boolean;
}

export function NoTurn({ concertId, reason, bought: rendered, focused = false }: NoTurnProps) {
  const { data: bookings } = api.reservation.mine.useQuery();
  const bought = rendered ?? boughtIn(bookings ?? [], concertId);
  const t = useTranslations('seating.turn');
  if (bought !== undefined)
    return <Bought concertId={concertId} reservationId={bought} focused={focused} />;
  return (
    <Page narrow focused={focused} title={t(`${reason}Title`)} lead={t(`${reason}Lead`)}>
      <Card className="flex flex-col gap-3">
        <JoinQueue concertId={concertId} label={t(`${reason}Join`)} />
        {reason === 'ended' && (
          <Link href="/reservations" className={buttonClass('secondary')}>
            {t('reservations')}
          </Link>
        )}
        <Link href={`/concerts/${concertId}`} className={buttonClass('ghost')}>
          {t('concert')}
        </Link>
      </Card>
    </Page>
  );
}

/** Replaces a sale page after a payment ends the turn. */
function Bought({
  concertId,
  reservationId,
  focused,
}: {
  concertId: number;
  reservationId: number;
  focused: boolean;
}) {
  const t = useTranslations('checkout.outcome');
  const turn = useTranslations('seating.turn');
  return (
    <Page narrow focused={focused} title={t('PAID.title')} lead={t('PAID.about')}>
      <Card className="flex flex-col gap-3">
        <Link href={`/reservations/${reservationId}`} className={buttonClass()}>
          {t('PAID.next')}
        </Link>
        <Link
          href={`/concerts/${concertId}/queue`}
          prefetch={false}
          className={buttonClass('secondary')}
        >
          {turn('endedJoin')}
        </Link>
        <Link href={`/concerts/${concertId}`} className={buttonClass('ghost')}>
          {t('concert')}
        </Link>
      </Card>
    </Page>
  );
}
