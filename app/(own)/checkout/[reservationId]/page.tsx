import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { notFound } from 'next/navigation';
import { Checkout } from '#components/checkout/checkout.tsx';
import { Outcome } from '#components/checkout/outcome.tsx';
import { redirectTo } from '#components/redirect.ts';
import { attempt } from '#components/turn/attempt.ts';
import { Cancelled } from '#components/turn/cancelled.tsx';
import { idInPath } from '#components/turn/id-in-path.ts';
import { turnRefused } from '#components/turn/turn-refused.tsx';
import { Unavailable } from '#components/turn/unavailable.tsx';
import { requireSignIn, serverApi } from '../../../server-api.ts';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('checkout'))('title') };
}

export default async function CheckoutPage({
  params,
}: {
  params: Promise<{ reservationId: string }>;
}) {
  const reservationId = idInPath((await params).reservationId);
  const { userId } = await requireSignIn(`/checkout/${reservationId}`);
  const { api } = await serverApi();
  const found = await attempt(api.reservation.get({ reservationId }));
  if (!found.ok) return found.code === 'NOT_FOUND' ? notFound() : <Unavailable />;

  const booking = found.data;
  const { concertId, performanceId, status } = booking;
  if (booking.dateCancelledAt !== null) return <Cancelled {...{ concertId, performanceId }} />;
  if (status !== 'HELD') return <Outcome booking={booking} status={status} />;
  if (booking.offer) return redirectTo(`/concerts/${String(concertId)}/waitlist`);
  const loaded = await attempt(
    Promise.all([
      api.seating.seats({ performanceId }),
      api.queue.status({ concertId }),
      api.wallet.balance(),
      api.catalog.concert({ concertId }),
    ]),
  );
  if (!loaded.ok) return turnRefused(concertId, loaded.code, api.reservation.mine, performanceId);
  const [seats, turn, { balance }, { poster, artwork }] = loaded.data;
  return (
    <Checkout
      now={new Date().toISOString()}
      {...{ userId, booking, seats, balance }}
      concert={{ poster, artwork }}
      status={turn}
    />
  );
}
