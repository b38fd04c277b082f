'use client';

import { useTranslations } from 'next-intl';
import { type SubmitEvent, useState } from 'react';
import { api } from '../api.ts';
import { newKey } from '../attempt-key.ts';
import type { Booking } from '../booking.ts';
import { refusalOf, useRefusalText } from '../errors.ts';
import { useUntilAnswered } from '../network/until-answered.ts';
import { Checking } from '../turn/checking.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Notice } from '../ui/notice.tsx';
import { useToast } from '../ui/toast.tsx';
import { ChooseTicket } from './choose-ticket.tsx';
import { givable } from './ticket.ts';

interface HandBackProps {
  booking: Booking;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** Lists one ticket for resale. It stays valid until the waitlist offers its seat. */
export function HandBackTicket({ booking, open, onOpenChange }: HandBackProps) {
  const t = useTranslations('tickets.resale');
  const refusalText = useRefusalText();
  const toast = useToast();
  const utils = api.useUtils();
  const tickets = givable(booking);
  const [chosen, setChosen] = useState<number | null>(null);
  const ticket = tickets.find(({ ticketId }) => ticketId === chosen) ?? tickets[0];
  const list = useUntilAnswered({
    send: (input: { ticketId: number; seat: number; idempotencyKey: string }, signal) => {
      const { ticketId, idempotencyKey } = input;
      return utils.client.ticket.handBack.mutate({ ticketId, idempotencyKey }, { signal });
    },
    onSuccess: (_, { seat }) => {
      onOpenChange(false);
      toast(t('sent', { seat }));
      return utils.reservation.invalidate();
    },
    onError: () => utils.reservation.get.invalidate({ reservationId: booking.reservationId }),
  });
  const close = () => {
    onOpenChange(false);
    if (!list.isPending) list.reset();
  };
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (list.isPending || ticket === undefined) return;
    list.mutate({ ticketId: ticket.ticketId, seat: ticket.seat, idempotencyKey: newKey() });
  };
  const textOf = (error: unknown) =>
    refusalOf(error).code === 'COMPANION' ? t('seats') : refusalText(error);
  return (
    <Dialog open={open} onOpenChange={close} title={t('title')} description={t('lead')}>
      <form onSubmit={submit} className="flex flex-col gap-4" noValidate>
        {tickets.length > 1 && (
          <ChooseTicket
            legend={t('choose')}
            tickets={tickets}
            chosen={ticket?.ticketId}
            onChoose={setChosen}
          />
        )}
        {list.checking && <Checking what="handBack" />}
        {list.isError && <Notice tone="danger">{textOf(list.error)}</Notice>}
        <Button type="submit" disabled={ticket === undefined} aria-disabled={list.isPending}>
          {t(list.isPending ? 'sending' : 'send')}
        </Button>
      </form>
    </Dialog>
  );
}
