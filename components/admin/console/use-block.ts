import { useMutation } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { changeReasonMax } from '#server/schema/reason.schema.ts';
import { api } from '../../api.ts';
import { useToast } from '../../ui/toast.tsx';
import { shortReason } from '../undo.ts';
import { useUndo } from '../undo-provider.tsx';

interface Block {
  verb: 'block' | 'unblock';
  seats: number[];
  reason: string;
}

/** Returns the mutation that blocks or unblocks seats of a date. Its message offers to undo it. */
export function useBlock(performanceId: number, onDone: () => void) {
  const t = useTranslations('console');
  const utils = api.useUtils();
  const toast = useToast();
  const { undo } = useUndo();
  const send = async ({ verb, seats, reason }: Block) => {
    await utils.client.admin.seats[verb].mutate({ performanceId, seats, reason });
    await utils.admin.invalidate();
  };
  return useMutation({
    mutationFn: send,
    onSuccess: (_, { verb, seats, reason }) => {
      const restored: Block = {
        verb: verb === 'block' ? 'unblock' : 'block',
        seats,
        reason: shortReason(t('undoOf', { reason }), changeReasonMax),
      };
      toast(t(`seatVerb.${verb}.done`, { seats: seats.join(', '), person: '' }), {
        text: t('undo'),
        act: () => undo(() => send(restored)),
      });
      onDone();
    },
  });
}
