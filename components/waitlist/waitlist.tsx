'use client';

import { useTranslations } from 'next-intl';
import { api } from '../api.ts';
import type { Concert } from '../catalog/concert.ts';
import { useRefusalText } from '../errors.ts';
import { staffChangePollMs } from '../query-client.ts';
import { Notice } from '../ui/notice.tsx';
import { OfferCard } from './offer-card.tsx';
import type { OwnWish } from './own-wish.ts';
import { WishCard } from './wish-card.tsx';
import { WishForm } from './wish-form.tsx';

interface WaitlistProps {
  userId: string;
  concert: Concert;
  latest: OwnWish | null;
  balance: number;
}

/** Shows the user's latest wish at a concert: its offer, its rank or its end, and the form. */
export function Waitlist({ userId, concert, latest, balance }: WaitlistProps) {
  const t = useTranslations('waitlist');
  const refusalText = useRefusalText();
  const { concertId } = concert;
  const query = api.waitlist.latest.useQuery(
    { concertId },
    { initialData: latest, refetchInterval: staffChangePollMs },
  );
  const wish = query.data;
  const isOpen = wish?.status === 'WAITING' || wish?.offer != null;
  const isOver = concert.saleState === 'ENDED' || concert.saleState === 'CANCELLED';
  return (
    <>
      {query.error !== null && <Notice tone="danger">{refusalText(query.error)}</Notice>}
      {wish?.offer != null && (
        <OfferCard
          key={wish.offer.reservationId}
          {...{ userId, balance, wish }}
          offer={wish.offer}
        />
      )}
      {wish?.status === 'WAITING' && <WishCard wish={wish} />}
      {wish !== null && !isOpen && <Ended wish={wish} />}
      {wish?.offer == null &&
        (isOver ? (
          <p>{t('saleOver')}</p>
        ) : (
          <WishForm {...{ concert }} wish={isOpen ? wish : null} />
        ))}
    </>
  );
}

/** Says how the latest wish ended. An OFFERED wish without an open offer has just expired. */
function Ended({ wish: { status } }: { wish: OwnWish }) {
  const t = useTranslations('waitlist');
  if (status === 'WAITING' || status === 'LEFT') return null;
  return <Notice>{t(`ended.${status === 'OFFERED' ? 'EXPIRED' : status}`)}</Notice>;
}
