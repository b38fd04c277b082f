'use client';

import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { api } from '../api.ts';
import { useRefusalText } from '../errors.ts';
import { useFormats } from '../format.tsx';
import type { Booking } from '../seat-map/held.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Notice } from '../ui/notice.tsx';

/** Gives all seats up, after asking, and goes back to the seat map. */
export function GiveBack({ booking: { reservationId, concertId, performanceId, seats, price } }: { booking: Booking }) {
  const t = useTranslations('checkout.giveBack');
  const { won } = useFormats();
  const refusalText = useRefusalText();
  const router = useRouter();
  const utils = api.useUtils();
  const [asking, setAsking] = useState(false);
  const release = api.seating.release.useMutation({
    networkMode: 'always',
    onSuccess: async () => {
      router.push(`/concerts/${concertId}/seats/${performanceId}`);
      await utils.seating.seats.invalidate({ performanceId });
    },
    onSettled: () => utils.reservation.invalidate(),
  });
  return (
    <>
      <Button variant="ghost" onClick={() => setAsking(true)}>
        {t('ask')}
      </Button>
      <Dialog
        open={asking}
        onOpenChange={setAsking}
        title={t('title')}
        description={t('about', { seats: seats.join(', '), amount: won(price) })}
      >
        <div className="flex flex-wrap gap-2">
          <Button variant="secondary" onClick={() => setAsking(false)}>
            {t('no')}
          </Button>
          <Button variant="danger" disabled={release.isPending} onClick={() => release.mutate({ reservationId })}>
            {t('yes')}
          </Button>
        </div>
        {release.error !== null && (
          <Notice tone="danger" className="mt-4">
            {refusalText(release.error)}
          </Notice>
        )}
      </Dialog>
    </>
  );
}
