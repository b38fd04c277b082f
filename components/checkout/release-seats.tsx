'use client';

import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { api } from '../api.ts';
import { useRefusalText } from '../errors.ts';
import { useFormats } from '../format.tsx';
import type { Booking } from '../booking.ts';
import { Checking } from '../turn/checking.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Notice } from '../ui/notice.tsx';
import { useUntilAnswered } from '../network/until-answered.ts';

/** Releases all seats after a confirmation. A repeated release is not an error. */
export function ReleaseSeats({
  booking: { reservationId, concertId, performanceId, seats, price },
}: {
  booking: Booking;
}) {
  const t = useTranslations('checkout.release');
  const { won } = useFormats();
  const refusalText = useRefusalText();
  const router = useRouter();
  const utils = api.useUtils();
  const [asking, setAsking] = useState(false);
  const release = useUntilAnswered({
    send: (_: undefined, signal) =>
      utils.client.seating.release.mutate({ reservationId }, { signal }),
    onSuccess: () => utils.seating.seats.invalidate({ performanceId }),
    onSettled: () => utils.reservation.invalidate(),
  });
  const goBack = () => router.push(`/concerts/${concertId}/seats/${performanceId}`);
  const show = (next: boolean) => {
    setAsking(next);
    if (!release.isPending) release.reset(); // Drops the error of the previous attempt.
  };
  return (
    <>
      <Button variant="ghost" onClick={() => show(true)}>
        {t('ask')}
      </Button>
      <Dialog
        open={asking}
        onOpenChange={show}
        title={t('title')}
        description={t('about', { seats: seats.join(', '), amount: won(price) })}
      >
        <div className="flex flex-wrap gap-2">
          <Button variant="secondary" onClick={() => show(false)}>
            {t('no')}
          </Button>
          <Button
            variant="danger"
            aria-disabled={release.isPending}
            onClick={() => release.isPending || release.mutate(undefined, { onSuccess: goBack })}
          >
            {release.isPending ? t('running') : t('yes')}
          </Button>
        </div>
        <div className="mt-4 empty:hidden">
          {release.checking && <Checking what="release" />}
          {release.error !== null && <Notice tone="danger">{refusalText(release.error)}</Notice>}
        </div>
      </Dialog>
    </>
  );
}
