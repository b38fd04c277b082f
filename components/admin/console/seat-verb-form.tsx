'use client';

import { useMutation } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { changeReasonMax, controlReasonMax } from '#server/schema/reason.schema.ts';
import { api } from '../../api.ts';
import { useToast } from '../../ui/toast.tsx';
import { ReasonForm } from '../reason-form.tsx';
import { personInWords } from '../refund.ts';
import type { AdminSeat } from '../seat-words.ts';
import { useBlock } from './use-block.ts';

export type SeatVerb = 'block' | 'unblock' | 'release' | 'remove' | 'void';
type PersonVerb = Exclude<SeatVerb, 'block' | 'unblock'>;

interface SeatVerbFormProps<Verb> {
  verb: Verb;
  concertId: number;
  performanceId: number;
  seat: AdminSeat;
  /** All seats of the date, because a hold ends with all its seats. */
  seats: AdminSeat[];
  onDone: () => void;
}

/** States what a control does to a seat and its person, asks for the reason, and does it. */
export function SeatVerbForm({ verb, ...props }: SeatVerbFormProps<SeatVerb>) {
  const { performanceId, seat, onDone } = props;
  const block = useBlock(performanceId, onDone);
  if (verb !== 'block' && verb !== 'unblock') return <PersonForm verb={verb} {...props} />;
  return (
    <VerbForm
      verb={verb}
      words={{ person: '', seats: String(seat.seat) }}
      change={block}
      onConfirm={(reason) => block.mutate({ verb, seats: [seat.seat], reason })}
    />
  );
}

function PersonForm(props: SeatVerbFormProps<PersonVerb>) {
  const { verb, seat, seats, onDone } = props;
  const t = useTranslations('console.seatVerb');
  const utils = api.useUtils();
  const toast = useToast();
  const held = seats.filter(({ reservationId }) => reservationId === seat.reservationId);
  const words = {
    person: personInWords(seat),
    seats: (verb === 'release' ? held : [seat]).map((one) => one.seat).join(', '),
  };
  const change = useMutation({
    mutationFn: useSend(props),
    onSuccess: async () => {
      await utils.admin.invalidate();
      toast(t(`${verb}.done`, words));
      onDone();
    },
  });
  return (
    <VerbForm
      verb={verb}
      words={words}
      change={change}
      onConfirm={(reason) => change.mutate(reason)}
    />
  );
}

/** Returns the call of a control with a reason. */
function useSend({ verb, concertId, seat }: SeatVerbFormProps<PersonVerb>) {
  const { admin } = api.useUtils().client;
  const { reservationId, ticketId, userId } = seat;
  return async (reason: string): Promise<unknown> => {
    if (verb === 'release' && reservationId !== null)
      return admin.holds.release.mutate({ reservationId, reason });
    if (verb === 'void' && ticketId !== null)
      return admin.tickets.void.mutate({ ticketId, reason });
    if (verb === 'remove' && userId !== null)
      return admin.queue.remove.mutate({ concertId, userId, reason });
    return undefined;
  };
}

interface VerbFormProps {
  verb: SeatVerb;
  words: { person: string; seats: string };
  change: { isPending: boolean; error: unknown };
  onConfirm: (reason: string) => void;
}

function VerbForm({ verb, words, change: { isPending, error }, onConfirm }: VerbFormProps) {
  const t = useTranslations('console.seatVerb');
  return (
    <ReasonForm
      confirm={t(`${verb}.confirm`, words)}
      variant={verb === 'unblock' ? 'primary' : 'danger'}
      pending={isPending}
      error={error}
      reasonMax={verb === 'block' || verb === 'unblock' ? changeReasonMax : controlReasonMax}
      onConfirm={onConfirm}
    >
      <p>{t(`${verb}.effect`, words)}</p>
    </ReasonForm>
  );
}
