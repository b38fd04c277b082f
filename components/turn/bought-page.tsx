import { useTranslations } from 'next-intl';
import { Link } from '../navigation.ts';
import { buttonClass } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { Page } from '../ui/page.tsx';

/** Replaces a sale page after a payment ends the turn. */
export function Bought({
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
