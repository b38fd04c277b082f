import { useMutation } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import type { PolicyInput } from '#server/admin/admin.schema.ts';
import { api } from '../api.ts';
import { useToast } from '../ui/toast.tsx';
import { inverseOf, shortReason } from './undo.ts';

interface QueueChange {
  input: PolicyInput;
  /** Sentence that says what was done. */
  done: string;
  onDone?: () => void;
}

/**
 * Returns the mutation of a queue's policy. Afterwards a message says what was done, and offers to
 * undo it. An undo is a change of its own in the audit log.
 */
export function useQueueSet(concertId: number) {
  const t = useTranslations('console');
  const utils = api.useUtils();
  const toast = useToast();
  const set = useMutation({
    mutationFn: ({ input }: QueueChange) => utils.client.admin.queue.set.mutate(input),
    onMutate: async () => {
      // Cancels a read in flight, because its response is older than the change.
      await utils.admin.overview.cancel({ concertId });
      return utils.admin.overview.getData({ concertId });
    },
    onSuccess: (policy, { input, done, onDone }, before) => {
      utils.admin.overview.setData({ concertId }, (old) => old && { ...old, ...policy });
      void utils.admin.audit.list.invalidate();
      void utils.admin.concerts.get.invalidate({ concertId });
      onDone?.();
      const { reason, paused } = input;
      const undo = () => {
        if (before === undefined) return;
        // A pause shows its reason to everyone who waits, so its return restores that reason.
        const was = paused === false ? before.pauseReason : null;
        set.mutate({
          input: {
            ...inverseOf(before, input),
            concertId,
            reason: shortReason(was ?? t('undoOf', { reason })),
          },
          done: t('undone'),
        });
      };
      toast(done, { text: t('undo'), act: undo });
    },
  });
  return set;
}
