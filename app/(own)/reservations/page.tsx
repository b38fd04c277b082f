import type { Metadata } from 'next';
import { getNow, getTranslations } from 'next-intl/server';
import { GiftsToAccept } from '#components/tickets/gifts-to-accept.tsx';
import { MyReservations } from '#components/tickets/my-reservations.tsx';
import { Page } from '#components/ui/page.tsx';
import { requireSignIn, serverApi } from '../../server-api.ts';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('tickets'))('title') };
}

export default async function ReservationsPage() {
  const { userId } = await requireSignIn('/reservations');
  const { api } = await serverApi();
  const [t, now, mine, gifts] = await Promise.all([
    getTranslations('tickets'),
    getNow(),
    api.reservation.mine(),
    api.ticket.gifts(),
  ]);
  return (
    <Page title={t('title')} lead={t('lead')}>
      <GiftsToAccept initial={gifts} />
      <MyReservations initial={mine} now={now.getTime()} userId={userId} />
    </Page>
  );
}
