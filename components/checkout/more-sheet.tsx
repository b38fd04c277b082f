'use client';

import { useTranslations } from 'next-intl';
import { useRouter } from '../navigation.ts';
import { api } from '../api.ts';
import { useRefusalText } from '../errors.ts';
import { useFormats } from '../format.tsx';
import type { Booking } from '../booking.ts';
import { useUntilAnswered } from '../network/until-answered.ts';
import { Checking } from '../turn/checking.tsx';
import { MoreTime } from '../turn/more-time.tsx';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { Sheet } from '../ui/sheet.tsx';

/** Offers more time, and the release of all seats. */
export function MoreSheet({ booking, onClose }: { booking: Booking; onClose: () => void }) {
  const t = useTranslations('checkout');
  return (
    <Sheet title={t('more')} onClose={onClose}>
      <div className="relative flex flex-col items-start gap-2 border-b border-line pb-5">
        <p>{t('moreTime')}</p>
        <MoreTime booking={booking} offered className="aria-disabled:text-muted" />
      </div>
      <ReleaseSeats booking={booking} />
    </Sheet>
  );
}

/** Releases all seats. A repeated release is not an error. */
function ReleaseSeats({
  booking: { reservationId, concertId, performanceId, seats, price },
}: {
  booking: Booking;
}) {
  const t = useTranslations('checkout.release');
  const { won } = useFormats();
  const refusalText = useRefusalText();
  const router = useRouter();
  const utils = api.useUtils();
  const release = useUntilAnswered({
    send: (_: undefined, signal) =>
      utils.client.seating.release.mutate({ reservationId }, { signal }),
    onSuccess: () => utils.seating.seats.invalidate({ performanceId }),
    onSettled: () => utils.reservation.invalidate(),
  });
  const goBack = () => router.push(`/concerts/${concertId}/seats/${performanceId}`);
  return (
    <section className="flex flex-col items-start gap-2 pt-5">
      <h3 className="font-bold">{t('title')}</h3>
      <p className="text-muted">{t('about', { seats: seats.join(', '), amount: won(price) })}</p>
      <Button
        variant="danger"
        aria-disabled={release.isPending}
        onClick={() => release.isPending || release.mutate(undefined, { onSuccess: goBack })}
      >
        {release.isPending ? t('running') : t('yes')}
      </Button>
      {release.checking && <Checking what="release" />}
      {release.error !== null && <Notice tone="danger">{refusalText(release.error)}</Notice>}
    </section>
  );
}
