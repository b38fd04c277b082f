'use client';

import { useTranslations } from 'next-intl';
import { api } from '../api.ts';
import type { Booking } from '../booking.ts';
import { useRefusalText } from '../errors.ts';
import { useUntilAnswered } from '../network/until-answered.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { Notice } from '../ui/notice.tsx';
import type { Ticket } from './ticket.ts';

/** Lists the tickets that the owner hands back. Without an offer, a ticket can be taken back. */
export function ListedTickets({ booking: { tickets } }: { booking: Booking }) {
  const t = useTranslations('tickets.resale');
  const listed = tickets.filter(({ resale }) => resale !== null);
  if (listed.length === 0) return null;
  return (
    <Card className="flex flex-col gap-3 print:hidden">
      <h2 className="text-lg font-bold">{t('listed')}</h2>
      <ul className="flex flex-col gap-3">
        {listed.map((ticket) => (
          <li key={ticket.ticketId} className="flex flex-col gap-2 border-t border-line pt-3">
            <ListedTicket ticket={ticket} />
          </li>
        ))}
      </ul>
    </Card>
  );
}

function ListedTicket({ ticket: { ticketId, seat, resale } }: { ticket: Ticket }) {
  const t = useTranslations('tickets.resale');
  const common = useTranslations('common');
  const refusalText = useRefusalText();
  const utils = api.useUtils();
  const takeBack = useUntilAnswered({
    send: (_: undefined, signal) => utils.client.ticket.takeBack.mutate({ ticketId }, { signal }),
    onSettled: () => utils.reservation.invalidate(),
  });
  const isOffered = resale === 'OFFERED';
  return (
    <>
      <div className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1">
        <p className="font-semibold">{common('seat', { seat })}</p>
        <Badge tone={isOffered ? 'warning' : 'neutral'}>
          {t(isOffered ? 'state.OFFERED' : 'state.LISTED')}
        </Badge>
      </div>
      {isOffered && <p className="text-sm text-muted">{t('offered')}</p>}
      {takeBack.isError && <Notice tone="danger">{refusalText(takeBack.error)}</Notice>}
      {!isOffered && (
        <Button
          variant="secondary"
          className="self-start"
          aria-disabled={takeBack.isPending}
          onClick={() => takeBack.isPending || takeBack.mutate(undefined)}
        >
          {t('takeBack')}
          <span className="sr-only"> · {common('seat', { seat })}</span>
        </Button>
      )}
    </>
  );
}
