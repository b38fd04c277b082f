import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { useFormats } from '#components/format.tsx';
import { buttonClass } from '#components/ui/button.tsx';
import { Card } from '#components/ui/card.tsx';
import { type Concert, saleState } from './concert.ts';
import { OpensIn } from './opens-in.tsx';
import { SaleBadge } from './sale-badge.tsx';

/** How the sale stands, and the way into the line. */
export function Booking({ concert }: { concert: Concert }) {
  const t = useTranslations('catalog');
  const { moment } = useFormats();
  const state = saleState(concert);
  if (state === 'OVER') {
    return (
      <Card className="flex flex-col items-start gap-3">
        <SaleBadge state={state} />
        <p>{t('bookOver')}</p>
        <Link href="/" className={buttonClass('secondary')}>
          {t('others')}
        </Link>
      </Card>
    );
  }
  return (
    <Card className="flex flex-col items-start gap-3">
      <SaleBadge state={state} />
      {state === 'SOON' && (
        <>
          <p className="font-semibold">{t('opensAt', { time: moment(concert.opensAt) })}</p>
          <OpensIn opensAt={concert.opensAt} />
        </>
      )}
      <p className="text-muted">{state === 'SOON' ? t('bookSoon', { time: moment(concert.lineOpensAt) }) : t('bookOpen')}</p>
      {/* The waiting room is a document: a crowd goes there, and the router would ask first. */}
      <a href={`/concerts/${String(concert.concertId)}/queue`} className={buttonClass('primary', 'w-full sm:text-lg')}>
        {t('book')}
      </a>
    </Card>
  );
}
