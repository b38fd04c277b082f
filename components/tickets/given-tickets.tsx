'use client';

import { useTranslations } from 'next-intl';
import { api } from '../api.ts';
import type { Booking } from '../booking.ts';
import { useRefusalText } from '../errors.ts';
import { useFormats } from '../format.tsx';
import { useUntilAnswered } from '../network/until-answered.ts';
import { Badge, type BadgeTone } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { Notice } from '../ui/notice.tsx';

type Given = Booking['given'][number];

const tones: Record<Given['state'], BadgeTone> = {
  OPEN: 'warning',
  ACCEPTED: 'success',
  WITHDRAWN: 'neutral',
  DECLINED: 'neutral',
  EXPIRED: 'neutral',
};

/** Lists the tickets that the owner gives or gave. An open gift can be withdrawn. */
export function GivenTickets({ booking: { given } }: { booking: Booking }) {
  const t = useTranslations('tickets.gift');
  if (given.length === 0) return null;
  return (
    <Card className="flex flex-col gap-3 print:hidden">
      <h2 className="text-lg font-bold">{t('given')}</h2>
      <ul className="flex flex-col gap-3">
        {given.map((gift) => (
          <li key={gift.giftId} className="flex flex-col gap-2 border-t border-line pt-3">
            <GivenTicket gift={gift} />
          </li>
        ))}
      </ul>
    </Card>
  );
}

function GivenTicket({ gift: { giftId, seat, email, state, expiresAt } }: { gift: Given }) {
  const t = useTranslations('tickets.gift');
  const common = useTranslations('common');
  const { moment } = useFormats();
  const refusalText = useRefusalText();
  const utils = api.useUtils();
  const withdraw = useUntilAnswered({
    send: (_: undefined, signal) => utils.client.ticket.return.mutate({ giftId }, { signal }),
    onSettled: () => utils.reservation.invalidate(),
  });
  return (
    <>
      <div className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1">
        <p className="min-w-0 font-semibold break-words">
          {common('seat', { seat })}
          {email !== null && <bdi className="font-normal text-muted"> · {email}</bdi>}
        </p>
        <Badge tone={tones[state]}>{t(`state.${state}`)}</Badge>
      </div>
      {state === 'OPEN' && (
        <>
          <p className="text-sm text-muted">{t('until', { time: moment(expiresAt) })}</p>
          {withdraw.isError && <Notice tone="danger">{refusalText(withdraw.error)}</Notice>}
          <Button
            variant="secondary"
            className="self-start"
            aria-disabled={withdraw.isPending}
            onClick={() => withdraw.isPending || withdraw.mutate(undefined)}
          >
            {t('withdraw')}
            <span className="sr-only"> · {common('seat', { seat })}</span>
          </Button>
        </>
      )}
    </>
  );
}
