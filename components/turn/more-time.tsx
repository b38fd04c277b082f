'use client';

import { TimerReset } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { api } from '../api.ts';
import { useRefusalText } from '../errors.ts';
import type { Booking } from '../booking.ts';
import { Button } from '../ui/button.tsx';
import { cn } from '../ui/cn.ts';
import { useTurnRefusal } from './use-turn.ts';

interface MoreTimeProps {
  booking: Booking;
  offered: boolean;
  /** Replaces the default look of the disabled button. */
  className?: string;
}

export function MoreTime({
  booking: { reservationId, concertId, extensionsLeft },
  offered,
  className = 'aria-disabled:text-muted',
}: MoreTimeProps) {
  const t = useTranslations('seating.clock');
  const refusalText = useRefusalText();
  const utils = api.useUtils();
  const [isUsed, setUsed] = useState(false);
  const refresh = () =>
    Promise.all([utils.reservation.invalidate(), utils.queue.status.invalidate({ concertId })]);
  const extend = api.seating.extend.useMutation({ onSettled: refresh });
  useTurnRefusal(concertId, extend.error);
  const off = extend.isPending || extensionsLeft === 0;
  return (
    <>
      {/* Keeps the pressed button, because it has the focus. */}
      {(isUsed || offered) && (
        <Button
          variant="secondary"
          aria-disabled={off}
          className={cn('px-3 text-sm', className)}
          onClick={() => {
            setUsed(true);
            if (!off) extend.mutate({ reservationId });
          }}
        >
          <TimerReset aria-hidden className="size-4" />
          {t('extend', { left: extensionsLeft })}
        </Button>
      )}
      <p role="status" className="sr-only">
        {extend.isSuccess && t('extended', { left: extensionsLeft })}
      </p>
      {extend.error !== null && (
        <p
          role="alert"
          className="absolute top-full right-3 z-10 rounded-xl bg-danger-soft px-3 py-2 text-danger"
        >
          {refusalText(extend.error)}
        </p>
      )}
    </>
  );
}
