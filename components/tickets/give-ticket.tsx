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
import { Field } from '../ui/field.tsx';
import { Notice } from '../ui/notice.tsx';
import { useToast } from '../ui/toast.tsx';
import { ChooseTicket } from './choose-ticket.tsx';
import { givable } from './ticket.ts';

interface GiveProps {
  booking: Booking;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

interface Offer {
  ticketId: number;
  email: string;
  idempotencyKey: string;
}

/** Offers one ticket to an e-mail address. Nothing changes until its account accepts. */
export function GiveTicket({ booking, open, onOpenChange }: GiveProps) {
  const t = useTranslations('tickets.gift');
  const toast = useToast();
  const utils = api.useUtils();
  const tickets = givable(booking);
  const [chosen, setChosen] = useState<number | null>(null);
  const ticket = tickets.find(({ ticketId }) => ticketId === chosen) ?? tickets[0];
  const give = useUntilAnswered({
    send: (offer: Offer, signal) => utils.client.ticket.give.mutate(offer, { signal }),
    onSuccess: (_, { email }) => {
      onOpenChange(false);
      toast(t('sent', { email }));
      return utils.reservation.invalidate();
    },
    onError: () => utils.reservation.get.invalidate({ reservationId: booking.reservationId }),
  });
  const close = () => {
    onOpenChange(false);
    if (!give.isPending) give.reset();
  };
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const email = new FormData(event.currentTarget).get('email');
    if (give.isPending || ticket === undefined || typeof email !== 'string') return;
    give.mutate({ ticketId: ticket.ticketId, email, idempotencyKey: newKey() });
  };
  const isBadAddress = give.isError && refusalOf(give.error).code === 'BAD_INPUT';
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
        <Field
          label={t('email')}
          name="email"
          type="email"
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          required
          maxLength={254}
          onInput={() => give.isError && give.reset()}
          error={isBadAddress ? t('badAddress') : undefined}
        />
        {give.checking && <Checking what="give" />}
        {give.isError && !isBadAddress && <Refused error={give.error} />}
        <Button type="submit" disabled={ticket === undefined} aria-disabled={give.isPending}>
          {t(give.isPending ? 'sending' : 'send')}
        </Button>
      </form>
    </Dialog>
  );
}

function Refused({ error }: { error: unknown }) {
  const t = useTranslations('tickets.gift');
  const refusalText = useRefusalText();
  const isCompanion = refusalOf(error).code === 'COMPANION';
  return <Notice tone="danger">{isCompanion ? t('companion') : refusalText(error)}</Notice>;
}
