'use client';

import { TimerReset } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useEffect, useEffectEvent } from 'react';
import { api } from '../api.ts';
import { useRefusalText } from '../errors.ts';
import { clock } from '../format.tsx';
import type { Booking } from '../seat-map/held.ts';
import { useCountdown } from '../server-clock.tsx';
import { SpokenTime } from '../turn/spoken-time.tsx';
import { useTurnRefusal } from '../turn/use-turn.ts';
import { Button } from '../ui/button.tsx';
import { cn } from '../ui/cn.ts';
import { Notice } from '../ui/notice.tsx';

const warnSeconds = 60;
const askAgainMs = 1_000;

interface HoldClockProps {
  booking: Booking;
  /** The time is up by the server's clock: told again each second until the hold is seen to be gone. */
  onOver: () => void;
  /** Offers more time only when little is left. */
  brief?: boolean;
}

/** How long the seats are held still; warns a minute before, and gives more time on demand. */
export function HoldClock({ booking, onOver, brief = false }: HoldClockProps) {
  const t = useTranslations('checkout.hold');
  const left = useCountdown(booking.expiresAt);
  const over = left === 0;
  const told = useEffectEvent(onOver);
  useEffect(() => {
    if (!over) return;
    told();
    const timer = setInterval(() => told(), askAgainMs);
    return () => clearInterval(timer);
  }, [over]);
  const soon = left !== null && left <= warnSeconds;
  return (
    <div className="flex flex-col gap-2">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <p role="timer" className={cn('font-semibold', soon && 'text-danger')}>
          {t('left', { time: left === null ? '–:––' : clock(left) })}
        </p>
        {(!brief || soon) && <MoreTime booking={booking} />}
      </div>
      <SpokenTime left={left} say={(seconds) => t('spoken', { seconds })} />
      {soon && !over && !brief && (
        <Notice tone="warning" title={t('soon')}>
          {t('soonAbout')}
        </Notice>
      )}
    </div>
  );
}

function MoreTime({ booking: { reservationId, concertId, extensionsLeft } }: { booking: Booking }) {
  const t = useTranslations('checkout.hold');
  const refusalText = useRefusalText();
  const utils = api.useUtils();
  const refresh = () => Promise.all([utils.reservation.invalidate(), utils.queue.status.invalidate({ concertId })]);
  const extend = api.seating.extend.useMutation({ networkMode: 'always', onSettled: refresh });
  useTurnRefusal(concertId, extend.error);
  const off = extend.isPending || extensionsLeft === 0;
  return (
    <>
      <Button
        variant="secondary"
        aria-disabled={off}
        className="aria-disabled:text-muted"
        onClick={() => {
          if (!off) extend.mutate({ reservationId });
        }}
      >
        <TimerReset aria-hidden className="size-5" />
        {t('extend', { left: extensionsLeft })}
      </Button>
      <p role="status" className="sr-only">
        {extend.isSuccess && t('extended', { left: extensionsLeft })}
      </p>
      {extend.error !== null && (
        <p role="alert" className="w-full text-danger">
          {refusalText(extend.error)}
        </p>
      )}
    </>
  );
}
