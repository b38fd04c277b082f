import { useMutation } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { api } from '../../api.ts';
import { useToast } from '../../ui/toast.tsx';

interface Block {
  verb: 'block' | 'unblock';
  seats: number[];
  reason: string;
  isUndo?: boolean;
}

/** Returns the mutation that blocks or unblocks seats of a date. Its message offers to undo it. */
export function useBlock(performanceId: number, onDone: () => void) {
  const t = useTranslations('console');
  const utils = api.useUtils();
  const toast = useToast();
  const change = useMutation({
    mutationFn: ({ verb, seats, reason }: Block) =>
      utils.client.admin.seats[verb].mutate({ performanceId, seats, reason }),
    onSuccess: async (_, { verb, seats, reason, isUndo = false }) => {
      await utils.admin.invalidate();
      if (isUndo) {
        toast(t('undone'));
        return;
      }
      const back = verb === 'block' ? 'unblock' : 'block';
      const undo = () =>
        change.mutate({ verb: back, seats, reason: t('undoOf', { reason }), isUndo: true });
      toast(t(`seatVerb.${verb}.done`, { seats: seats.join(', '), person: '' }), {
        text: t('undo'),
        act: undo,
      });
      onDone();
    },
    onError: (_, { isUndo = false }) => {
      if (isUndo) toast(t('undoFailed'));
    },
  });
  return change;
}
